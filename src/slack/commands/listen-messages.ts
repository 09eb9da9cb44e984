import type { App } from '@slack/bolt';
import { commandDoes, isButton } from '../../actions.ts';
import { openFormCard } from '../../cards/surfaces/open-form-card.ts';
import { withErrorReply } from '../requester/answering.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { plainWords } from '../shortcuts/quote-message.ts';
import { targetHere } from '../targets/target-here.ts';
import { answerMessage } from '../unfurls/answer-message.ts';
import { namedInMessage } from '../unfurls/named-in-message.ts';
import { type AddressedMessage, parseDirectMessage, parseMention } from './addressed-message.ts';
import { commandPayload } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { runCommand } from './run-command.ts';

/** When the request came, in epoch milliseconds, and how often its job was tried. */
interface Delivered {
  atMs: number;
  attempt: number;
  group: string;
}

/**
 * Answers messages to the app like commands: `@Incidents list`, or `list` in a direct message with it.
 * @see https://docs.slack.dev/reference/events/app_mention
 */
export function listenForMessages(bolt: App, services: Services): void {
  bolt.event('app_mention', async ({ event, context }) => {
    const message = parseMention(event, context.botUserId ?? '');
    if (message !== undefined) await answer(message, deliveredOf(context), services);
  });
  bolt.event('message', async ({ event, context }) => {
    const message = parseDirectMessage(event);
    if (message !== undefined) await answer(message, deliveredOf(context), services);
  });
}

const deliveredOf = ({ receivedAtMs, attempt, group }: Readonly<Record<string, unknown>>): Delivered => ({
  atMs: Number(receivedAtMs),
  attempt: Number(attempt),
  group: String(group),
});

async function answer(
  message: AddressedMessage,
  { atMs, attempt, group }: Delivered,
  services: Services,
): Promise<void> {
  const { user, channel, ts, threadTs } = message;
  const words = plainWords(message.text, new Map());
  const line = parseCommandLine(words);
  const named = namedInMessage(message.text);
  if (line.kind !== 'known' && named.length > 0 && (await services.settings.get(channel)).unfurl) {
    // The message event asks for the same answers, where the app gets that too: the queue keeps one of each.
    return message.direct ? undefined : answerMessage({ channel, ts, threadTs: threadTs ?? ts, user, named }, services);
  }
  const requester: Requester = { user, channel, ...(threadTs !== undefined && { threadTs }) };
  // Stands where a command has Slack's trigger: tells this message from all others, and opens no view.
  const triggerId = `message:${channel}:${ts}`;
  const payload = commandPayload(requester, triggerId);
  const call = { requester, triggerId, atMs, group, payload, services };
  await withErrorReply(
    services,
    requester,
    attempt,
    async () => {
      const opens = line.kind === 'known' && commandDoes(line.name, 'opensView', line.rest);
      if (opens) await offerForm(line.name, line.rest, requester, services);
      else await runCommand(words, call);
    },
    `trigger:${triggerId}`,
  );
}

/** A message cannot open a form, but a click can: offers the button. */
async function offerForm(name: string, rest: string, requester: Requester, services: Services): Promise<void> {
  if (!isButton(name)) return;
  if (name === 'start') return tell(services.slack, requester, openFormCard(name));
  const { arn } = await targetHere(rest, requester, services, name === 'note' ? 'text' : 'item');
  await tell(services.slack, requester, openFormCard(name, await services.incidents.getIncident(arn)));
}
