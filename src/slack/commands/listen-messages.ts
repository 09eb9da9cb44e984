import type { App } from '@slack/bolt';
import { type CommandName, commandDoes, isButton, needsEditor } from '../../actions/actions.ts';
import { openFormCard } from '../../cards/answers/line-with-button.ts';
import {
  type AddressedMessage,
  namedInMessage,
  opsItemsInMessage,
  parseDirectMessage,
  parseMention,
} from '../message-events.ts';
import { withErrorReply } from '../requester/failures.ts';
import { type Requester, tell } from '../requester/requester.ts';
import { plainText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';
import { answerMessage } from '../unfurls/answer-message.ts';
import { type CommandCall, commandPayload, parseCommandLine } from './command.ts';
import { runCommand, withPicker } from './run-command.ts';

/** Facts of the job that delivers the message: epoch milliseconds, attempt (1 the first time), group. */
interface Delivered {
  atMs: number;
  attempt: number;
  group: string;
}

/**
 * Answers messages to the app like commands: `@Incidents list`, or `list` in a direct message.
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
  const words = plainText(message.text, new Map());
  const line = parseCommandLine(words);
  const [named, opsItems] = [namedInMessage(message.text), opsItemsInMessage(message.text)];
  if (line.kind !== 'known' && named.length + opsItems.length > 0 && (await services.settings.get(channel)).unfurl) {
    // If the app also gets the `message` event, the queue drops one of the two equal jobs.
    return message.direct
      ? undefined
      : answerMessage({ channel, ts, threadTs: threadTs ?? ts, user, named, opsItems }, services);
  }
  const requester: Requester = { user, channel, ...(threadTs !== undefined && { threadTs }) };
  // In place of a command's trigger id: unique, but it cannot open a view.
  const triggerId = `message:${channel}:${ts}`;
  const payload = commandPayload(requester, triggerId);
  const call = { requester, triggerId, atMs, group, payload, services };
  await withErrorReply(
    services,
    requester,
    attempt,
    async () => {
      if (line.kind === 'known' && commandDoes(line.name, 'opensView', line.rest)) {
        const { name, rest } = line;
        await withPicker(name, 'incident_not_named', { ...call, rest }, (named) => offerForm(name, named));
      } else await runCommand(words, call);
    },
    `trigger:${triggerId}`,
  );
}

type Offering = Targeting & Pick<Services, 'permissions' | 'slack'>;

/** Offers a button that opens the form: a message itself cannot. @throws AppError `may_not_write`, and as `targetHere` */
async function offerForm(name: CommandName, { rest, requester, services }: CommandCall<Offering>): Promise<void> {
  if (!isButton(name)) return;
  if (needsEditor(name)) await services.permissions.editor(requester.user);
  if (name === 'start') return tell(services.slack, requester, openFormCard(name));
  const { arn } = await targetHere(rest, requester, services, name === 'note' ? 'text' : 'item');
  await tell(services.slack, requester, openFormCard(name, await services.incidents.getIncident(arn)));
}
