/** An object of unknown shape, as Slack's payloads are before they are read. */
export type Fields = Readonly<Record<string, unknown>>;

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** `''` for anything but a text. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
