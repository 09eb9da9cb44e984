/** The reader's locale and time. */
export interface Reader {
  /** BCP 47, for example `en-GB`: determines a 12- or 24-hour clock. */
  locale: string;
  /** IANA name; default: the browser's time zone. */
  timeZone?: string | undefined;
  nowMs: number;
}

const dayMs = 86_400_000;

/**
 * Fills the tokens of Slack's date formats, `{date_short_pretty} at {time}`, in the reader's time zone. Unknown tokens
 * stay as they are.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function formatDate(unixSeconds: number, format: string, reader: Reader): string {
  const ms = unixSeconds * 1000;
  if (!Number.isFinite(new Date(ms).getTime())) return format;
  return format.replace(/\{(\w+)\}/g, (token, name: string) => formatToken(ms, name, reader) ?? token);
}

function formatToken(ms: number, name: string, reader: Reader): string | undefined {
  const part = (options: Intl.DateTimeFormatOptions, locale = 'en-US') =>
    new Intl.DateTimeFormat(locale, { timeZone: reader.timeZone, ...options }).format(ms);
  const pretty = (long: string) => dayWord(ms, reader) ?? long;
  const month = () => part({ month: 'long' });
  const ordinal = () => withSuffix(Number(part({ day: 'numeric' })));
  const short = () => part({ month: 'short', day: 'numeric', year: 'numeric' });
  const date = () => `${month()} ${ordinal()}, ${part({ year: 'numeric' })}`;
  const long = () => `${part({ weekday: 'long' })}, ${date()}`;
  switch (name) {
    case 'date_num':
      return part({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA');
    case 'date_slash':
      return part({ year: 'numeric', month: '2-digit', day: '2-digit' });
    case 'date':
      return date();
    case 'date_pretty':
      return pretty(date());
    case 'date_short':
      return short();
    case 'date_short_pretty':
      return pretty(short());
    case 'date_long':
    case 'date_long_full':
      return long();
    case 'date_long_pretty':
      return pretty(long());
    case 'day_divider_pretty':
      return capital(pretty(`${part({ weekday: 'long' })}, ${month()} ${ordinal()}`));
    case 'time':
      return part({ hour: 'numeric', minute: '2-digit' }, reader.locale);
    case 'time_secs':
      return part({ hour: 'numeric', minute: '2-digit', second: '2-digit' }, reader.locale);
    case 'ago':
      return ago(ms, reader.nowMs);
    default:
      return undefined;
  }
}

/** `today`, `yesterday` or `tomorrow` in the reader's time zone. */
function dayWord(ms: number, reader: Reader): string | undefined {
  const day = (at: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: reader.timeZone, dateStyle: 'short' }).format(at);
  const words: [number, string][] = [
    [0, 'today'],
    [-dayMs, 'yesterday'],
    [dayMs, 'tomorrow'],
  ];
  return words.find(([shift]) => day(reader.nowMs + shift) === day(ms))?.[1];
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * dayMs],
  ['month', 30 * dayMs],
  ['day', dayMs],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

function ago(ms: number, nowMs: number): string {
  const difference = ms - nowMs;
  const [unit, size] = units.find(([, length]) => Math.abs(difference) >= length) ?? ['minute', 60_000];
  const count = Math.trunc(difference / size);
  return count === 0 ? 'just now' : new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(count, unit);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function withSuffix(day: number): string {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`;
}
