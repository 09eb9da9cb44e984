import { createHash } from 'node:crypto';
import { buttonFacts, commandDoes } from '../actions.ts';
import { elementIds } from '../cards/block-kit/action-ids.ts';
import { decodeButtonValue, decodeOptionValue } from '../cards/block-kit/button-value.ts';
import { findIncidentArns } from '../incidents/find-arns.ts';
import { cardGroup } from '../jobs/card-group.ts';
import { correlationId } from '../jobs/correlation-id.ts';
import type { JobToSend } from '../jobs/queue.ts';
import { type SlackBody, textAt } from './slack-body.ts';

export interface Retry {
  num?: number;
  reason?: string;
}

/** The job for a request from Slack, with its group and deduplication id. */
export function slackJob(body: SlackBody, receivedAtMs: number, retry: Retry = {}): JobToSend {
  const dedupeId = dedupeIdOf(body);
  return {
    group: groupOf(body),
    dedupeId,
    job: {
      kind: 'slack',
      correlation: { id: correlationId(dedupeId), atMs: receivedAtMs },
      body,
      receivedAtMs,
      ...(retry.num !== undefined && { retryNum: retry.num }),
      ...(retry.reason !== undefined && { retryReason: retry.reason }),
    },
  };
}

/**
 * The group of a request. Jobs about one card run one at a time: the group is the incident and the channel; the channel
 * alone when no incident, or more than one, is named; else the person. A request that opens a view or submits a form has a
 * group of its own, so that it never waits for a slow job. Unfurls wait only for unfurls of the same message.
 */
function groupOf(body: SlackBody): string {
  const user = textAt(body, 'user_id') || textAt(body, 'user', 'id') || textAt(body, 'event', 'user');
  const trigger = textAt(body, 'trigger_id');
  if (opensView(body)) return trigger === '' ? `user:${user}` : `view:${trigger}`;
  // So do files: they take long, and change no card.
  if (makesFile(body)) return `file:${trigger || user}`;
  if (textAt(body, 'type') === 'view_submission') return `form:${textAt(body, 'view', 'id') || user}`;
  if (textAt(body, 'event', 'type') === 'link_shared') return `links:${textAt(body, 'event', 'message_ts')}`;
  const channel =
    textAt(body, 'channel_id') ||
    textAt(body, 'event', 'channel') ||
    textAt(body, 'event', 'channel', 'id') ||
    textAt(body, 'channel', 'id') ||
    textAt(body, 'container', 'channel_id');
  const arns = findIncidentArns(textNaming(body), 2);
  if (arns.length === 1 && channel !== '') return cardGroup(arns[0]?.arn ?? '', channel);
  return channel === '' ? `user:${user}` : channel;
}

/** The action of a click on a button or a menu option; `''` for anything else. */
function clickedAction(body: SlackBody): string {
  const option = textAt(body, 'actions', 0, 'selected_option', 'value');
  return decodeOptionValue(option)?.action ?? textAt(body, 'actions', 0, 'action_id').replace(/^incident:/, '');
}

/** Whether a slash command opens a view, or makes a file, with its arguments. */
function commandMatches(body: SlackBody, part: 'opensView' | 'makesFile'): boolean {
  const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(textAt(body, 'text')) ?? [];
  return commandDoes(name.toLowerCase(), part, rest.trim());
}

function opensView(body: SlackBody): boolean {
  const type = textAt(body, 'type');
  if (type === 'shortcut' || type === 'message_action') return true;
  if (textAt(body, 'event', 'type') === 'entity_details_requested') return true;
  if (textAt(body, 'command') !== '') return commandMatches(body, 'opensView');
  if (type !== 'block_actions') return false;
  // What is picked may go on with a form.
  if (textAt(body, 'actions', 0, 'action_id') === elementIds.pick) return true;
  return buttonFacts(clickedAction(body))?.opensView === true || textAt(body, 'view', 'id') !== '';
}

function makesFile(body: SlackBody): boolean {
  if (textAt(body, 'command') !== '') return commandMatches(body, 'makesFile');
  return textAt(body, 'type') === 'block_actions' && buttonFacts(clickedAction(body))?.makesFile === true;
}

/** The parts of a payload that may name its incident. */
function textNaming(body: SlackBody): string {
  return [
    textAt(body, 'text'),
    textAt(body, 'event', 'text'),
    decodeButtonValue(textAt(body, 'actions', 0, 'value'))?.arn ?? '',
    decodeOptionValue(textAt(body, 'actions', 0, 'selected_option', 'value'))?.value.arn ?? '',
    textAt(body, 'view', 'private_metadata'),
  ].join('\n');
}

function dedupeIdOf(body: SlackBody): string {
  const event = textAt(body, 'event_id');
  if (event !== '') return `event:${event}`;
  // A form that is submitted twice before Slack closes it is one form.
  const [view, hash] = [textAt(body, 'view', 'id'), textAt(body, 'view', 'hash')];
  if (textAt(body, 'type') === 'view_submission' && view !== '' && hash !== '') return `view:${view}:${hash}`;
  const trigger = textAt(body, 'trigger_id');
  if (trigger !== '') return `trigger:${trigger}`;
  return `body:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}
