import { type Fields, fields, text } from '../gate/fields.ts';
import { findAnsweredArns } from '../incidents/naming/find-arns.ts';
import type { IncidentTarget } from '../incidents/naming/named-incident.ts';
import { type ConsoleTarget, parseConsoleLink } from '../incidents/naming/read-console-link.ts';
import { findOpsItems, type OpsItemTarget } from '../incidents/ops-item.ts';
import { decodeSlackText } from './requester/slack-text.ts';

/** A message that a person wrote, as `message` and `app_mention` events carry it. */
export interface WrittenMessage {
  user: string;
  channel: string;
  ts: string;
  threadTs: string | undefined;
  /** As Slack sends it: escaped, with its syntax for links and mentions. */
  text: string;
  /** `''` for a plain message. */
  subtype: string;
}

/**
 * Parses a message that a person wrote.
 * @param event the event, which names the channel
 * @param message the message in it; for an edit, the new one
 * @returns `undefined` for messages of bots (this app included) and of Slack itself
 * @see https://docs.slack.dev/reference/events/message
 */
export function parseWritten(event: Fields, message: Fields = event): WrittenMessage | undefined {
  const [user, ts, channel] = [text(message.user), text(message.ts), text(event.channel)];
  const isBots = message.bot_id !== undefined || event.bot_id !== undefined || user === 'USLACKBOT';
  if (isBots || user === '' || ts === '' || channel === '') return undefined;
  const threadTs = text(message.thread_ts) || undefined;
  return { user, channel, ts, threadTs, text: text(message.text), subtype: text(message.subtype) };
}

/** A message to the app. Its text does not include the mention of the app. */
export interface AddressedMessage extends WrittenMessage {
  direct: boolean;
}

/** @returns `undefined` if the mention does not come first: the message is then about the app, not to it */
export function parseMention(event: unknown, botUser: string): AddressedMessage | undefined {
  const message = parseAddressed(event);
  const [, mentioned, text = ''] = /^\s*<@(\w+)(?:\|[^>]*)?>[\s:,]*(.*)$/su.exec(message?.text ?? '') ?? [];
  return message !== undefined && botUser !== '' && mentioned === botUser ? { ...message, text } : undefined;
}

/** @returns `undefined` for anything but a person's direct message to the app */
export function parseDirectMessage(event: unknown): AddressedMessage | undefined {
  const message = parseAddressed(event);
  return message?.direct === true && message.text.trim() !== '' ? message : undefined;
}

/** @returns `undefined` for an edit, or any other special kind of message */
function parseAddressed(given: unknown): AddressedMessage | undefined {
  const event = fields(given);
  const message = event.subtype === undefined ? parseWritten(event) : undefined;
  return message && { ...message, direct: event.channel_type === 'im' };
}

// Slack puts recognised links in angle brackets; inside code, an address stays as typed.
const address = /(<?)(https:\/\/[^\s<>|`"']{1,4000})/g;
const most = 50;

/**
 * The targets in a message's text that the app answers in the thread: ARNs of incidents, response plans and runbook
 * executions, and console links inside code, for which Slack sends no `link_shared`. Other links unfurl in place, and
 * the incidents that they name are not answered again.
 */
export function namedInMessage(text: string): ConsoleTarget[] {
  if (!/arn:aws/.test(text) && !text.includes('console.a')) return [];
  const inCode: ConsoleTarget[] = [];
  const linked = new Set<string>();
  const rest = text.replace(address, (whole, bracket: string, url: string) => {
    const target = parseConsoleLink(decodeSlackText(url));
    if (target === undefined) return whole;
    if (bracket === '') inCode.push(target);
    else linked.add(idOf(target));
    return ' ';
  });
  const arns = findAnsweredArns(rest, most).map((arn): ConsoleTarget => ({ kind: 'arn', arn }));
  const named = new Map([...arns, ...inCode].map((target) => [idOf(target), target]));
  return [...named].filter(([id]) => !linked.has(id)).map(([, target]) => target);
}

/** The targets that an edit added to a message; all of a new message, which had no text before. */
export function namedByEdit(text: string, before: string): ConsoleTarget[] {
  const known = new Set(namedInMessage(before).map(idOf));
  return namedInMessage(text).filter((target) => !known.has(idOf(target)));
}

/** The OpsItems that a message's text names. Their console links are answered in the thread too, not unfurled in place. */
export const opsItemsInMessage = (text: string): OpsItemTarget[] => findOpsItems(decodeSlackText(text), most);

/** The same for OpsItems. */
function opsItemsByEdit(text: string, before: string): OpsItemTarget[] {
  const known = new Set(opsItemsInMessage(before).map(({ id }) => id));
  return opsItemsInMessage(text).filter(({ id }) => !known.has(id));
}

/** The key by which two mentions of an incident are the same: a link may contain only its id. */
function idOf(target: ConsoleTarget): string {
  if (target.kind === 'id') return target.id.toLowerCase();
  return target.arn.kind === 'incident' ? target.arn.id.toLowerCase() : target.arn.arn;
}

/** A message that a person wrote, with the targets in it that the app answers. */
export interface NamingMessage {
  channel: string;
  ts: string;
  /** The thread for the answer. */
  threadTs: string;
  user: string;
  named: ConsoleTarget[];
  /** Empty only if `named` is not. */
  opsItems: OpsItemTarget[];
}

/** The subtypes of messages that people write. */
const written = new Set(['', 'thread_broadcast', 'file_share', 'me_message']);

/**
 * Parses a `message` event. Messages of bots (this app included) and of Slack, hidden events, and edits that add no
 * target (an unfurl is such an edit) are ignored.
 * @returns `undefined` when there is nothing to answer
 * @see https://docs.slack.dev/reference/events/message
 */
export function parseMessage(given: unknown): NamingMessage | undefined {
  const event = fields(given);
  const edited = event.subtype === 'message_changed';
  if (event.hidden === true && !edited) return undefined;
  const message = parseWritten(event, edited ? fields(event.message) : event);
  if (message === undefined || !written.has(message.subtype)) return undefined;
  const before = edited ? text(fields(event.previous_message).text) : '';
  const named = namedByEdit(message.text, before);
  const opsItems = opsItemsByEdit(message.text, before);
  if (named.length + opsItems.length === 0) return undefined;
  const { channel, ts, threadTs = ts, user } = message;
  return { channel, ts, threadTs, user, named, opsItems };
}

/** A posted link to an incident. */
export interface IncidentLink {
  /** As the event spells it: the key by which Slack identifies it in `chat.unfurl`. */
  url: string;
  target: IncidentTarget;
}

/**
 * The links of a `link_shared` event that name incidents, without duplicates.
 * @see https://docs.slack.dev/reference/events/link_shared
 */
export function parseLinks(links: unknown): IncidentLink[] {
  if (!Array.isArray(links)) return [];
  const urls = new Set(links.map((link: { url?: unknown } | null) => link?.url));
  return [...urls].flatMap((url): IncidentLink[] => {
    const target = typeof url === 'string' ? incidentIn(parseConsoleLink(decodeSlackText(url))) : undefined;
    return target === undefined ? [] : [{ url: String(url), target }];
  });
}

/** The incident that a console link names; `undefined` for anything else. */
export function incidentIn(target: ConsoleTarget | undefined): IncidentTarget | undefined {
  if (target === undefined || target.kind === 'id') return target;
  return target.arn.kind === 'incident' ? { kind: 'arn', arn: target.arn } : undefined;
}
