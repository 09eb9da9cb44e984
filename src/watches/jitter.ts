/** The part of its cadence by which a post may come early. */
const earlyPart = 0.1;

/**
 * Spreads what would fall due together: moves a due time up to a tenth of the cadence earlier, never later, towards the
 * incident's own place in the cadence. After some posts the incidents are spread evenly, and all channels of one
 * incident with the same cadence are due at the same moment, so that one read serves them. Places of cadences that are
 * multiples of each other agree.
 * @param arn of the incident
 * @param dueMs one cadence after the last post
 */
export function spread(arn: string, dueMs: number, cadenceMs: number): number {
  const sinceOwnPlaceMs = (((dueMs - hashOf(arn)) % cadenceMs) + cadenceMs) % cadenceMs;
  return dueMs - Math.min(sinceOwnPlaceMs, earlyPart * cadenceMs);
}

/** FNV-1a with a last mix, so that every bit of the text reaches every bit: 0 to 2^32. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
