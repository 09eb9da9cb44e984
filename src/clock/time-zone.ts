import { distance } from 'fastest-levenshtein';

/** Current IANA names of zones for which `Intl` still uses the old name. @see https://www.iana.org/time-zones */
const newNames: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
};

/** The likely meanings of abbreviations. `Intl` resolves some of them to distant places: BST to Dhaka. */
const abbreviations: Readonly<Record<string, readonly string[]>> = {
  ACST: ['Australia/Adelaide'],
  AEDT: ['Australia/Sydney'],
  AEST: ['Australia/Sydney', 'Australia/Brisbane'],
  AST: ['America/Halifax', 'Asia/Riyadh'],
  AWST: ['Australia/Perth'],
  BST: ['Europe/London'],
  CDT: ['America/Chicago'],
  CEST: ['Europe/Berlin', 'Europe/Paris'],
  CET: ['Europe/Berlin', 'Europe/Paris'],
  CST: ['America/Chicago', 'Asia/Shanghai'],
  EDT: ['America/New_York'],
  EEST: ['Europe/Helsinki', 'Europe/Athens'],
  EET: ['Europe/Helsinki', 'Europe/Athens'],
  EST: ['America/New_York'],
  GST: ['Asia/Dubai'],
  HKT: ['Asia/Hong_Kong'],
  HST: ['Pacific/Honolulu'],
  IST: ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem'],
  JST: ['Asia/Tokyo'],
  KST: ['Asia/Seoul'],
  MDT: ['America/Denver'],
  MSK: ['Europe/Moscow'],
  MST: ['America/Denver', 'America/Phoenix'],
  NZDT: ['Pacific/Auckland'],
  NZST: ['Pacific/Auckland'],
  PDT: ['America/Los_Angeles'],
  PKT: ['Asia/Karachi'],
  PST: ['America/Los_Angeles', 'Asia/Manila'],
  SGT: ['Asia/Singapore'],
  WEST: ['Europe/Lisbon'],
  WET: ['Europe/Lisbon'],
  WIB: ['Asia/Jakarta'],
};

const fixed = /^(?:utc|gmt)?\s?([+\-−])(\d{1,2})(?::?([0-5]\d))?$/i;
const stored = /^UTC([+-])(\d{2}):(\d{2})$/;
const largestOffsetHours = 14;
/** The only words in zone names that are not capitalised. */
const lowercaseWords: ReadonlySet<string> = new Set(['of', 'es', 'au']);
const maxSuggestions = 3;
/** The largest edit distance of a suggestion. */
const maxDistance = 3;

/**
 * Parses a time zone: an IANA name (`Europe/London`), `UTC`, or an offset (`UTC+2`, `-03:30`). Abbreviations are rejected,
 * because they are ambiguous.
 * @returns the name as typed, with the usual capitals, or `UTC+02:00`; `undefined` for an unknown zone
 * @example
 * parseZone('europe/london'); // 'Europe/London'
 * parseZone('utc+2'); // 'UTC+02:00'
 */
export function parseZone(text: string): string | undefined {
  const typed = text.trim();
  if (/^(?:utc|gmt|z|etc\/utc)$/i.test(typed)) return /^gmt$/i.test(typed) ? 'GMT' : 'UTC';
  const offset = parseOffset(typed);
  if (offset !== undefined) return offset;
  const name = typed.replace(/\s+/g, '_');
  const known = name.includes('/') ? resolved(name) : undefined;
  if (known === undefined) return undefined;
  return known.toLowerCase() === name.toLowerCase() ? known : capitalised(name);
}

/** The offset of a fixed zone (`UTC+02:00`) in milliseconds; `undefined` for a place, whose offset varies. */
export function fixedOffsetMs(zone: string): number | undefined {
  const [, sign, hours, minutes] = stored.exec(zone) ?? [];
  return sign === undefined ? undefined : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Suggestions for an unknown zone, the likeliest first; at most three. */
export function nearestZones(text: string): string[] {
  const typed = text.trim().replace(/\s+/g, '_');
  const abbreviated = abbreviations[typed.toUpperCase()];
  if (Object.hasOwn(abbreviations, typed.toUpperCase()) && abbreviated !== undefined) return [...abbreviated];
  const names = Intl.supportedValuesOf('timeZone').map((name) => newNames[name] ?? name);
  const country = typed.length > maxDistance ? resolved(typed) : undefined;
  const wanted = typed.toLowerCase();
  const ranked = names
    .map((name) => ({ name, edits: editsBetween(wanted, name.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.min(maxDistance, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return [...new Set([...(country === undefined ? [] : [country]), ...ranked.map(({ name }) => name)])].slice(
    0,
    maxSuggestions,
  );
}

/** The edit distance to the whole name or to its last part, whichever is smaller. */
function editsBetween(wanted: string, name: string): number {
  return Math.min(distance(wanted, name), distance(wanted.split('/').at(-1) ?? '', name.split('/').at(-1) ?? ''));
}

function parseOffset(text: string): string | undefined {
  const [, sign, hours = '', minutes = '00'] = fixed.exec(text) ?? [];
  if (sign === undefined || Number(hours) * 60 + Number(minutes) > largestOffsetHours * 60) return undefined;
  return `UTC${sign === '+' ? '+' : '-'}${hours.padStart(2, '0')}:${minutes}`;
}

/** The name that `Intl` resolves a zone to. */
function resolved(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

const capitalised = (name: string): string =>
  name
    .split(/([/_-])/)
    .map((word) =>
      lowercaseWords.has(word.toLowerCase()) ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join('');
