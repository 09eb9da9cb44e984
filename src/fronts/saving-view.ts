import { type SlackBody, textAt } from './slack-body.ts';

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
  const ours = textAt(body, 'view', 'callback_id').startsWith('incident:');
  const form = textAt(body, 'type') === 'view_submission' && textAt(body, 'view', 'type') === 'modal';
  return ours && form ? { response_action: 'update', view: savingView } : undefined;
}
