import { AppError } from '../errors.ts';
import { fetchInTime } from './client.ts';

/** A message for a `response_url`: good for 30 minutes and five uses, also where the app is no member. */
export interface ResponseMessage {
  text: string;
  blocks?: readonly object[];
  /** `ephemeral` (only the asker sees it) unless said otherwise. */
  response_type?: 'ephemeral' | 'in_channel';
  replace_original?: boolean;
  delete_original?: boolean;
}

/**
 * Answers through a `response_url`.
 * @throws AppError `slack_unavailable` (worth trying again) or `slack_refused` (expired, used up)
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export async function respondTo(responseUrl: string, message: ResponseMessage): Promise<void> {
  let status: number;
  try {
    const answer = await fetchInTime(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
    });
    status = answer.status;
    await answer.body?.cancel();
  } catch (cause) {
    throw new AppError('slack_unavailable', 'Slack did not answer. Trying again by itself.', { cause });
  }
  if (status === 429 || status >= 500) {
    throw new AppError('slack_unavailable', 'Slack did not answer. Trying again by itself.', { cause: status });
  }
  if (status >= 400) throw new AppError('slack_refused', `Slack did not accept the answer (${status}).`);
}
