import { AppError } from '../errors.ts';
import { fetchInTime } from './client.ts';
import { sortOfSlackCode } from './error-codes.ts';

/** A message for a `response_url`: good for 30 minutes and five uses, also where the app is no member. */
export interface ResponseMessage {
  text: string;
  blocks?: readonly object[];
  /** `ephemeral` (only the requester sees it) unless said otherwise. */
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
  let text: string;
  try {
    const answer = await fetchInTime(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
    });
    status = answer.status;
    text = (await answer.text()).trim();
  } catch (cause) {
    throw new AppError('slack_unavailable', 'Slack did not answer. Retrying automatically.', { cause });
  }
  if (status === 429 || status >= 500) {
    throw new AppError('slack_unavailable', 'Slack did not answer. Retrying automatically.', { cause: status });
  }
  const error = errorIn(text, status);
  if (error === 'no answer' || sortOfSlackCode(error) === 'passing') {
    throw new AppError('slack_unavailable', 'Slack did not answer. Retrying automatically.', {
      cause: text.slice(0, 200),
    });
  }
  if (error !== '') throw new AppError('slack_refused', `Slack did not accept the answer (${error}).`);
}

/** What proxies say of themselves, and Slack does not of a response_url. */
const proxyStatuses = new Set([401, 407, 408]);

/**
 * Slack's own word is `ok`. A page, or JSON that ends in the middle, comes from something between Slack and the app.
 * @returns Slack's error code, `no answer` where it is not Slack's, empty where all is well
 */
function errorIn(text: string, status: number): string {
  if (text.startsWith('<') || proxyStatuses.has(status)) return 'no answer';
  if (!text.startsWith('{')) return status >= 400 ? String(status) : '';
  try {
    const { ok, error } = JSON.parse(text) as { ok?: unknown; error?: unknown };
    return ok === false ? String(error) : status >= 400 ? String(status) : '';
  } catch {
    return 'no answer';
  }
}
