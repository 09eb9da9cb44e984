import { createHash } from 'node:crypto';
import type { ButtonFacts } from '../actions/action-facts.ts';
import { buttonFacts, type CommandEffect, commandDoes } from '../actions/actions.ts';
import { elementIds } from '../cards/block-kit/action-ids.ts';
import { decodeButtonValue, decodeOptionValue } from '../cards/block-kit/button-value.ts';
import { correlationId } from '../correlation.ts';
import { findIncidentArns } from '../incidents/naming/find-arns.ts';
import { cardGroup } from '../jobs/card-group.ts';
import type { JobToSend } from '../jobs/queue.ts';
import type { SlackBody } from './slack-body.ts';
import { readSlackRequest, type SlackRequest } from './slack-request.ts';

export interface Retry {
  num?: number;
  reason?: string;
}

/** The job for a request from Slack, with its group and deduplication id. */
export function slackJob(body: SlackBody, receivedAtMs: number, retry: Retry = {}): JobToSend {
  const request = readSlackRequest(body);
  const dedupeId = dedupeIdOf(request, body);
  return {
    group: groupOf(request),
    dedupeId,
    ...(touchesNoCard(request) && { touchesNoCard: true }),
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

/** Whether a request is only answered, opens or submits a view, or shows Home. Its group holds no other job, or no card's. */
function touchesNoCard(request: SlackRequest): boolean {
  if (request.kind === 'form' || (request.kind === 'event' && request.type === 'app_home_opened')) return true;
  return opensView(request) || (request.kind === 'command' && commandMatches(request, 'onlyAnswers'));
}

/**
 * The group of a request. Jobs about one card run one at a time: the group is the incident and the channel; the channel
 * alone when no incident, or more than one, is named; else the person. A request that opens a view, submits a form or is only
 * answered has a group of its own, so that it never waits for another job. Unfurls wait only for unfurls of the same message.
 */
function groupOf(request: SlackRequest): string {
  if (request.kind === 'url_verification' || request.kind === 'ssl_check') return request.kind;
  const { user, channel, trigger } = request;
  if (opensView(request)) return trigger === '' ? `user:${user}` : `view:${trigger}`;
  // So do files: they take long, and change no card.
  if (makesFile(request)) return `file:${trigger || user}`;
  if (request.kind === 'command' && commandMatches(request, 'onlyAnswers')) return `answer:${trigger || user}`;
  if (request.kind === 'form') return `form:${request.view.id || user}`;
  if (request.kind === 'event' && request.type === 'link_shared') return `links:${request.messageTs}`;
  const arns = findIncidentArns(textNaming(request), 2);
  if (arns.length === 1 && channel !== '') return cardGroup(arns[0]?.arn ?? '', channel);
  return channel === '' ? `user:${user}` : channel;
}

type Click = SlackRequest & { kind: 'click' };
type Command = SlackRequest & { kind: 'command' };

/** The facts of the button, or of the menu option, that was clicked. */
const clicked = ({ actionId, option }: Click): ButtonFacts | undefined =>
  buttonFacts(decodeOptionValue(option)?.action ?? actionId.replace(/^incident:/, ''));

/** Whether a slash command has an effect, with its arguments. */
function commandMatches({ text }: Command, part: CommandEffect): boolean {
  const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(text) ?? [];
  return commandDoes(name.toLowerCase(), part, rest.trim());
}

function opensView(request: SlackRequest): boolean {
  switch (request.kind) {
    case 'shortcut':
      return true;
    case 'event':
      return request.type === 'entity_details_requested' || request.type === 'entity_comments_requested';
    case 'command':
      return commandMatches(request, 'opensView');
    case 'click':
      // The command that continues with the picked incident may open a form.
      if (request.actionId === elementIds.pick || request.view.id !== '') return true;
      return clicked(request)?.opensView === true;
    default:
      return false;
  }
}

function makesFile(request: SlackRequest): boolean {
  if (request.kind === 'command') return commandMatches(request, 'makesFile');
  return request.kind === 'click' && clicked(request)?.makesFile === true;
}

/** The parts of a request that may name its incident. */
function textNaming(request: SlackRequest): string {
  switch (request.kind) {
    case 'command':
    case 'event':
      return request.text;
    case 'click': {
      const { value, option } = request;
      return [decodeButtonValue(value)?.arn ?? '', decodeOptionValue(option)?.value.arn ?? ''].join('\n');
    }
    default:
      return '';
  }
}

function dedupeIdOf(request: SlackRequest, body: SlackBody): string {
  if (request.kind === 'event' && request.id !== '') return `event:${request.id}`;
  if (request.kind === 'form') {
    // A form that is submitted twice before Slack closes it is one form.
    const { id, hash } = request.view;
    if (id !== '' && hash !== '') return `view:${id}:${hash}`;
  }
  if ('trigger' in request && request.trigger !== '') return `trigger:${request.trigger}`;
  return `body:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}
