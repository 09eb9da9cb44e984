import type { SlackBody } from './slack-body.ts';
import { readSlackRequest } from './slack-request.ts';

/**
 * The response body after a job was stored. A submitted form of the app closes at once: the worker shows the result on the card
 * and in one line, and opens the form again with its input if the change is refused. Any other request gets an empty body.
 * @see https://docs.slack.dev/surfaces/modals#handling_submissions
 */
export function answerWhenStored(body: SlackBody): { response_action: 'clear' } | undefined {
  const request = readSlackRequest(body);
  if (request.kind !== 'form') return undefined;
  const { type, callbackId } = request.view;
  return type === 'modal' && callbackId.startsWith('incident:') ? { response_action: 'clear' } : undefined;
}
