import { distance } from 'fastest-levenshtein';
import { type CommandName, commandNames } from '../../actions/actions.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { beginsWithOpsItem } from '../../incidents/ops-item.ts';
import { cardGroup } from '../../jobs/card-group.ts';
import type { AuthorizedInteraction, Requester } from '../requester/requester.ts';
import { encodeSlackText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { beginsWithTarget } from '../targets/incident-target.ts';

/** One call of a command. `Uses`: the services that its handler uses. */
export interface CommandCall<Uses = Services> {
  requester: Requester;
  /** The arguments: the text after the command's name. */
  rest: string;
  /** Valid for 3 s, and once, to open a view. Also the unique id of the call. */
  triggerId: string;
  /** When the front received it, in epoch milliseconds. */
  atMs: number;
  /** The group of its job. */
  group: string;
  /** Slack's payload; for a message or a click that stands for a command, `commandPayload`. */
  payload: Readonly<Record<string, unknown>>;
  services: Uses;
}

/** The interaction of a command that writes. @throws AppError `may_not_write` */
export async function authorizedInteractionOf(
  call: CommandCall<Pick<Services, 'permissions'>>,
): Promise<AuthorizedInteraction> {
  const { requester, triggerId, atMs, services } = call;
  return { requester, atMs, key: `trigger:${triggerId}`, editor: await services.permissions.editor(requester.user) };
}

/** The payload of a slash command, without its text, for a message or a click that stands for a command. */
export const commandPayload = ({ user, channel, responseUrl }: Requester, triggerId: string) => ({
  command: '/incident',
  user_id: user,
  channel_id: channel,
  trigger_id: triggerId,
  ...(responseUrl && { response_url: responseUrl }),
});

/** The parsed text of a slash command. The arguments in `rest` are left to the command. */
export type CommandLine =
  | { kind: 'known'; name: CommandName; rest: string }
  | { kind: 'target'; rest: string }
  | { kind: 'unknown'; word: string; nearest?: CommandName };

/** White space and invisible characters: keyboards and editors insert both. */
const blank = /[\s\p{Default_Ignorable_Code_Point}]/u;
const blanks = /^[\s\p{Default_Ignorable_Code_Point}]+/u;
/** Longer words are not misspelt commands. */
const longestWord = 40;

/**
 * Parses the text of a slash command: its first word is the name of a command, or the text names an incident.
 * @example
 * parseCommandLine('wach arn:…'); // { kind: 'unknown', word: 'wach', nearest: 'watch' }
 */
export function parseCommandLine(text: string): CommandLine {
  const trimmed = text.replace(blanks, '').trim();
  if (trimmed === '') return { kind: 'known', name: 'help', rest: '' };
  const word = trimmed.split(blank, 1)[0] ?? '';
  const name = word.toLowerCase();
  const rest = trimmed.slice(word.length).trim();
  const known = commandNames.find((each) => each === name);
  if (known !== undefined) return { kind: 'known', name: known, rest };
  if (beginsWithTarget(trimmed) || beginsWithOpsItem(trimmed)) return { kind: 'target', rest: trimmed };
  const nearest = nearestOf(name.slice(0, longestWord));
  return { kind: 'unknown', word: word.slice(0, longestWord), ...(nearest && { nearest }) };
}

/** The command at an edit distance of at most 2; for words of up to 4 characters 1, or the same letters in another order. */
function nearestOf(word: string): CommandName | undefined {
  const ranked = commandNames.map((name) => ({ name, typos: distance(word, name) })).sort((a, b) => a.typos - b.typos);
  const [best] = ranked;
  if (best === undefined || best.typos > 2) return undefined;
  if (word.length > 4 || best.typos <= 1) return best.name;
  return ranked.find(({ name, typos }) => typos === 2 && letters(name) === letters(word))?.name;
}

const letters = (word: string): string => [...word].sort().join('');

type Sending = Pick<Services, 'queue'>;

/**
 * Jobs about one card run one at a time. A command that names its incident by id, or not at all, was queued before its
 * card was known: it is sent again with the incident's ARN, in the card's group.
 * @param text the command as if typed with the ARN, without `/incident`
 * @returns whether it was sent again, so that nothing is left to do in this job
 */
export const moveToCardGroup = (call: CommandCall<Sending>, arn: IncidentArn, text: string): Promise<boolean> =>
  moveToGroup(call, cardGroup(arn.arn, call.requester.channel), text);

/** The same for another group. */
export async function moveToGroup(call: CommandCall<Sending>, group: string, text: string): Promise<boolean> {
  const { payload, triggerId, atMs, services } = call;
  if (call.group === group) return false;
  const job = { kind: 'slack' as const, body: { ...payload, text: encodeSlackText(text) }, receivedAtMs: atMs };
  await services.queue.send([{ group, dedupeId: `card:${triggerId}`, job }]);
  return true;
}
