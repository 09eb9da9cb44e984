import { type SlackBody, textAt } from './slack-body.ts';

const text = (words: string) => ({ type: 'plain_text', text: words, emoji: false });

/** What a sent form becomes at once. The worker replaces it by what came of it. */
const savingView = {
  type: 'modal',
  callback_id: 'incident:saving',
  title: text('Saving'),
  close: text('Close'),
  blocks: [{ type: 'section', text: text('Saving …') }],
};

/**
 * What a stored job is answered with: a sent form of ours stays open, so that nothing typed is lost if AWS refuses it;
 * anything else gets no words.
 * @see https://docs.slack.dev/surfaces/modals#handling_submissions
 */
export function answerWhenStored(body: SlackBody): { response_action: 'update'; view: object } | undefined {
  const ours = textAt(body, 'view', 'callback_id').startsWith('incident:');
  const form = textAt(body, 'type') === 'view_submission' && textAt(body, 'view', 'type') === 'modal';
  return ours && form ? { response_action: 'update', view: savingView } : undefined;
}
