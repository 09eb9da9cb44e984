/** The part of the wait by which a post may come early. */
const earlyPart = 0.1;
/** Nobody counts on the moment of a post that comes less often because nothing changes. */
const earlyPartStretched = 0.25;

/**
 * Spreads what would fall due together: moves a due time a little earlier, never later, towards the incident's own place
 * in the cadence. After some posts the incidents are spread evenly, and all channels of one incident with the same
 * cadence are due at the same moment, so that one read serves them. Places of a cadence and of its multiples agree.
 * @param arn of the incident
 * @param fromMs when the last post was
 * @param stretch how many cadences later the next one is due
 */
export function spread(arn: string, fromMs: number, cadenceMs: number, stretch = 1): number {
  const waitMs = cadenceMs * stretch;
  const dueMs = fromMs + waitMs;
  const sinceOwnPlaceMs = (((dueMs - hashOf(arn)) % waitMs) + waitMs) % waitMs;
  return dueMs - Math.min(sinceOwnPlaceMs, (stretch > 1 ? earlyPartStretched : earlyPart) * waitMs);
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
