/** An object of unknown shape, as Slack's payloads are before they are parsed. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; an empty object for anything else. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** The value as a string; `''` for anything else. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
