import type { SlackBody } from './slack-body.ts';
import { readSlackRequest } from './slack-request.ts';

const text = (words: string) => ({ type: 'plain_text', text: words, emoji: false });

/** Replaces a submitted form at once. The worker replaces it with the result. */
const savingView = {
  type: 'modal',
  callback_id: 'incident:saving',
  title: text('Saving'),
  close: text('Close'),
  blocks: [{ type: 'section', text: text('Saving …') }],
};

/**
 * The response body after a job was stored. A submitted form of the app stays open, so that no input is lost if AWS refuses
 * the change; any other request gets an empty body.
 * @see https://docs.slack.dev/surfaces/modals#handling_submissions
 */
export function answerWhenStored(body: SlackBody): { response_action: 'update'; view: object } | undefined {
  const request = readSlackRequest(body);
  if (request.kind !== 'form') return undefined;
  const { type, callbackId } = request.view;
  const isOurs = type === 'modal' && callbackId.startsWith('incident:');
  return isOurs ? { response_action: 'update', view: savingView } : undefined;
}
