import type { App, BlockAction } from '@slack/bolt';
import { isOpsItemButton } from '../../actions/actions.ts';
import { actionId, elementIds } from '../../cards/block-kit/action-ids.ts';
import { decodeButtonValue } from '../../cards/block-kit/button-value.ts';
import { parseArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import { parseOpsItemArn } from '../../incidents/ops-item.ts';
import { parseClick } from '../actions/click.ts';
import { handleClick } from '../actions/handle-click.ts';
import { loadTimeline } from '../actions/open-modal.ts';
import { listenForMessages } from '../commands/listen-messages.ts';
import { handlePick } from '../commands/pick-incident.ts';
import { runCommand, tellHelp } from '../commands/run-command.ts';
import { tellListPage } from '../commands/see.ts';
import { changeComment } from '../comments/comments.ts';
import { deletedComment, listenForComments } from '../comments/listen-comments.ts';
import { parseMetadata } from '../forms/form-metadata.ts';
import { listenForForms } from '../forms/listen-forms.ts';
import { openStartForm } from '../forms/open-form.ts';
import { listenForChoices } from '../forms/who-pages.ts';
import { withModal } from '../forms/with-modal.ts';
import { listenForHome } from '../home.ts';
import { clickedOpsItem } from '../ops-items/clicked-ops-item.ts';
import { listenForReactions } from '../reactions/note-message.ts';
import { guardEntrance } from '../requester/entrance.ts';
import { withErrorReply } from '../requester/failures.ts';
import { type Requester, requesterOf } from '../requester/requester.ts';
import { commandText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { listenForShortcuts } from '../shortcuts.ts';
import { listenForUnfurls } from '../unfurls/listen-unfurls.ts';

/** Registers all listeners. */
export function listen(bolt: App, services: Services): void {
  guardEntrance(bolt, services);
  listenForUnfurls(bolt, services);
  listenForComments(bolt, services);
  listenForForms(bolt, services);
  listenForChoices(bolt, services);
  listenForShortcuts(bolt, services);
  listenForHome(bolt, services);
  listenForMessages(bolt, services);
  listenForReactions(bolt, services);

  bolt.command('/incident', async ({ command, context }) => {
    const requester = { user: command.user_id, channel: command.channel_id, responseUrl: command.response_url };
    const facts = { triggerId: command.trigger_id, atMs: Number(context.receivedAtMs), group: String(context.group) };
    const call = { requester, ...facts, payload: { ...command }, services };
    const key = `trigger:${command.trigger_id}`;
    await withErrorReply(
      services,
      requester,
      Number(context.attempt),
      () => runCommand(commandText(command.text), call),
      key,
    );
  });

  bolt.action<BlockAction>(/^incident:/, async ({ body, context }) => {
    const atMs = Number(context.receivedAtMs);
    const comment = deletedComment(body);
    if (comment !== undefined) return changeComment({ ...comment, atMs, attempt: Number(context.attempt) }, services);
    const sender = requesterOf({ ...body });
    if (sender === undefined) return;
    const requester = { ...sender, channel: sender.channel || channelOfView(body) };
    const work = () => handleAction(body, requester, atMs, services);
    await withErrorReply(services, requester, Number(context.attempt), work, `trigger:${body.trigger_id}`);
  });
}

/** Carries out a click. A value that this app did not write is ignored. */
async function handleAction(body: BlockAction, requester: Requester, atMs: number, services: Services): Promise<void> {
  const [element] = body.actions;
  if (element === undefined) return;
  const value = element.type === 'button' ? (element.value ?? '') : '';
  const place = { triggerId: body.trigger_id, ...(body.view?.type === 'modal' && { viewId: body.view.id }) };
  if (element.action_id === elementIds.pick) return handlePick(body, requester, atMs, services, runCommand);
  if (element.action_id === elementIds.help) return tellHelp(requester, services);
  if (element.action_id === elementIds.listPage) return tellListPage(value, requester, services);
  if (element.action_id === elementIds.timelineOlder || element.action_id === elementIds.timelineNewer) {
    const arn = parseIncidentArn(body.view?.private_metadata ?? '');
    const next = element.action_id === elementIds.timelineOlder ? value : undefined;
    if (arn) await withModal(services, place, 'Timeline', () => loadTimeline(arn, services, next));
    return;
  }
  if (element.action_id === actionId('start') && decodeButtonValue(value) === undefined) {
    const plan = parseArn(value);
    return openStartForm({ requester, place, ...(plan?.kind === 'response-plan' && { plan: plan.arn }) }, services);
  }
  const { message_ts: messageTs, thread_ts: threadTs, is_ephemeral: ephemeral } = body.container;
  const name = element.action_id.replace(/^incident:/, '');
  if (isOpsItemButton(name)) {
    const arn = parseOpsItemArn(value);
    const message = { ...(typeof messageTs === 'string' && { ts: messageTs }), ephemeral: ephemeral === true };
    if (arn !== undefined) await clickedOpsItem({ action: name, arn, requester, place, message, atMs }, services);
    return;
  }
  const click = parseClick(element, requester, place);
  const message = {
    ...(typeof messageTs === 'string' && { messageTs }),
    // The parent of a thread carries its own `ts` as `thread_ts`: https://docs.slack.dev/messaging/retrieving-messages
    inThread: typeof threadTs === 'string' && threadTs !== messageTs,
    ephemeral: ephemeral === true,
    atMs,
  };
  if (click !== undefined) await handleClick({ ...click, ...message }, services);
}

/** The channel that a modal was opened from; `''` outside a channel. */
const channelOfView = ({ view }: BlockAction): string => parseMetadata(view?.private_metadata ?? '')?.channel ?? '';
