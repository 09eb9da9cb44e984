import type { PageMessage } from 'slack-aws-sandbox/page';
import { type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';

/** A message of the app, as everyone sees it. */
export interface Seen {
  arn: string;
  channel: string;
  ts: string;
  /** The key in the message's metadata, which is unique. */
  key: string;
  /** All texts of its blocks, one per line. */
  words: string;
  text: string;
}

/** A channel that the app created. */
export interface SeenRoom {
  id: string;
  name: string;
  topic: string;
  /** ARNs of the incidents that its messages are about. */
  arns: string[];
}

/** The incidents in Slack. */
export interface Shown {
  /** Cards, and apart from them those that became a line. */
  cards: Seen[];
  ended: Seen[];
  /** Lines in threads: of changes, and status updates. */
  lines: Seen[];
  statusPosts: Seen[];
  /** Lines that say that a channel did not get something. */
  missed: Seen[];
  /** Answers to pasted ARNs; `key` is the message that was answered. */
  unfurls: Seen[];
  /** The rooms. In them, lines and status updates are messages of their own. */
  rooms: SeenRoom[];
}

/** A channel that people of another organisation read, and one of them. */
export const shared = { channel: ids.partner, outsider: ids.stranger } as const;

export const shownChannels: readonly string[] = [ids.incidents, ids.checkout, ids.payments, shared.channel];

/** Reads the state of the embedded Slack. */
export function observeSlack({ workspace }: Pick<EmbeddedSlack, 'workspace'>): Shown {
  const shown: Shown = { cards: [], ended: [], lines: [], statusPosts: [], missed: [], unfurls: [], rooms: [] };
  for (const channel of shownChannels) for (const message of allOf(workspace, channel)) sort(message, shown);
  for (const { id, name, topic = '' } of workspace.ownChannels()) {
    const messages = allOf(workspace, id);
    for (const message of messages) sort(message, shown);
    shown.rooms.push({ id, name, topic, arns: [...new Set(messages.flatMap(arnOf))] });
  }
  return shown;
}

/** Everything that the app has posted in a channel, as JSON: its messages, and its unfurls of others. */
export const writtenIn = ({ workspace }: Pick<EmbeddedSlack, 'workspace'>, channel: string): string[] =>
  allOf(workspace, channel).flatMap((message) => {
    const written = message.bot_id === undefined ? message.attachments : message;
    return written === undefined ? [] : [JSON.stringify(written)];
  });

/** The messages of a channel and of its threads, each once. */
function allOf(workspace: EmbeddedSlack['workspace'], channel: string): PageMessage[] {
  const own = workspace.messages(channel);
  const threads = own.flatMap(({ ts, thread_ts }) => (thread_ts === ts ? workspace.thread(channel, ts).slice(1) : []));
  return [...own.filter(({ broadcast }) => !broadcast), ...threads];
}

const arnOf = ({ metadata }: PageMessage): string[] => {
  const { event_payload: payload } = (metadata ?? {}) as { event_payload?: { arn: string } };
  return payload === undefined ? [] : [payload.arn];
};

/** The line that replaces a card which was moved, or whose incident a shared channel no longer shows. */
const endedText = /moved down|not shown here any more|no longer watches the incident/;

function sort(message: PageMessage, shown: Shown): void {
  const { event_type: type, event_payload: payload } = (message.metadata ?? {}) as {
    event_type?: string;
    event_payload?: { arn: string; key: string };
  };
  if (payload === undefined) return;
  const { channel, ts, text } = message;
  const seen = { ...payload, channel, ts, text, words: wordsIn(message.blocks).join('\n') };
  if (type === 'incident_card') (endedText.test(text) ? shown.ended : shown.cards).push(seen);
  if (type === 'incident_unfurl') shown.unfurls.push(seen);
  if (type === 'incident_missed' || payload.key.startsWith('missed ')) return void shown.missed.push(seen);
  if (type !== 'incident_entry') return;
  (payload.key.startsWith('status ') ? shown.statusPosts : shown.lines).push(seen);
}

/** Every text that blocks hold, in their order. */
function wordsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'text' && typeof inner === 'string' ? [inner] : wordsIn(inner),
  );
}
