import { type TimelineEvent, timelineData } from './timeline-event.ts';

/** What was done from Slack, for the incident's timeline: AWS only sees the app's own role. */
export interface SlackAudit {
  /** What was done: `Resolved`. Untrusted. */
  words: string;
  /** The requester's name. Untrusted. */
  name: string;
  /** The requester's Slack id. */
  user: string;
  /** Slack's id of the channel; empty outside of channels. */
  channel: string;
  /** Permalink of the message that it was done from. */
  link?: string;
}

const between = ' from Slack by ';

/** The text of the timeline event: `Resolved from Slack by Ada (U0123) in channel C0123: https://…`. */
export function auditText({ words, name, user, channel, link }: SlackAudit): string {
  const where = channel === '' ? '' : ` in channel ${channel}`;
  return `${words}${between}${name} (${user})${where}${link === undefined ? '' : `: ${link}`}`;
}

const rest = /^(.{1,200}) \(([UW]\w{1,30})\)(?: in channel ([CDG]\w{1,30}))?(?:: (https?:\/\/\S+))?$/su;

/** Reads what `auditText` wrote; `undefined` for anything else. */
export function parseAudit(text: unknown): SlackAudit | undefined {
  if (typeof text !== 'string') return undefined;
  // The last one counts: the words may quote another.
  const at = text.lastIndexOf(between);
  const [, name, user, channel = '', link] = (at > 0 && rest.exec(text.slice(at + between.length))) || [];
  if (name === undefined || user === undefined) return undefined;
  return { words: text.slice(0, at), name, user, channel, ...(link !== undefined && { link }) };
}

/** What was done from Slack, in a timeline event; `undefined` for any other event. */
export const auditIn = (event: TimelineEvent): SlackAudit | undefined =>
  event.type === 'Custom Event' ? parseAudit(timelineData(event)) : undefined;
