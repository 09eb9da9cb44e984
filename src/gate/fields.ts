/** An object of unknown shape, as Slack's payloads are before they are parsed. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; an empty object for anything else. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** The value as a string; `''` for anything else. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The channel of an event: its own, or that of the message it is about; `''` if it has none. */
export const channelOfEvent = (event: Fields): string =>
  text(event.channel) || text(fields(event.channel).id) || text(fields(event.item).channel);

/** Who sent a command or an interaction, and in which channel; `''` where Slack does not say. An event has neither. */
export const senderOf = (body: Fields): { user: string; channel: string } => ({
  user: text(body.user_id) || text(fields(body.user).id),
  channel: text(body.channel_id) || text(fields(body.channel).id) || text(fields(body.container).channel_id),
});
