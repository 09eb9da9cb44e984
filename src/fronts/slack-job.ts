import { createHash } from 'node:crypto';
import type { ActionName } from '../cards/action-ids.ts';
import { decodeButtonValue, decodeOptionValue } from '../cards/button-value.ts';
import { findIncidentArns } from '../incidents/find-arns.ts';
import type { JobToSend } from '../jobs/queue.ts';
import { type SlackBody, textAt } from './slack-body.ts';

export interface Retry {
  num?: number;
  reason?: string;
}

/** Clicks that open a view. */
const modalActions: ReadonlySet<string> = new Set<ActionName>([
  'timeline',
  'details',
  'related',
  'note',
  'edit',
  'start',
  'engage',
  'approve',
]);

/** Makes the job for something Slack sent: which group it runs in, and the id by which a repetition is dropped. */
export function slackJob(body: SlackBody, receivedAtMs: number, retry: Retry = {}): JobToSend {
  return {
    group: groupOf(body),
    dedupeId: dedupeIdOf(body),
    job: {
      kind: 'slack',
      body,
      receivedAtMs,
      ...(retry.num !== undefined && { retryNum: retry.num }),
      ...(retry.reason !== undefined && { retryReason: retry.reason }),
    },
  };
}

/**
 * Jobs about one card run one at a time: the group is the incident and the channel; the channel where no incident (or
 * more than one) is named; else the person. What opens a view must not wait behind a slow job: it has its person's
 * group. An unfurl waits for nothing but other unfurls of its message.
 */
function groupOf(body: SlackBody): string {
  const user = textAt(body, 'user_id') || textAt(body, 'user', 'id') || textAt(body, 'event', 'user');
  if (opensView(body)) return `user:${user}`;
  if (textAt(body, 'event', 'type') === 'link_shared') return `links:${textAt(body, 'event', 'message_ts')}`;
  const channel =
    textAt(body, 'channel_id') ||
    textAt(body, 'event', 'channel') ||
    textAt(body, 'event', 'channel', 'id') ||
    textAt(body, 'channel', 'id') ||
    textAt(body, 'container', 'channel_id');
  const arns = findIncidentArns(textNaming(body), 2);
  if (arns.length === 1 && channel !== '') return `${arns[0]?.arn} ${channel}`;
  return channel === '' ? `user:${user}` : channel;
}

/** What a click, wherever it stands, asks for; `''` for anything else. */
function clickedAction(body: SlackBody): string {
  const option = textAt(body, 'actions', 0, 'selected_option', 'value');
  return decodeOptionValue(option)?.action ?? textAt(body, 'actions', 0, 'action_id').replace(/^incident:/, '');
}

function opensView(body: SlackBody): boolean {
  const type = textAt(body, 'type');
  if (type === 'shortcut' || type === 'message_action') return true;
  if (textAt(body, 'event', 'type') === 'entity_details_requested') return true;
  return type === 'block_actions' && (modalActions.has(clickedAction(body)) || textAt(body, 'view', 'id') !== '');
}

/** Where Slack's payloads may name the incident they are about. */
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
  const trigger = textAt(body, 'trigger_id');
  if (trigger !== '') return `trigger:${trigger}`;
  return `body:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}
