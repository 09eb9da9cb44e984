import { AppError } from '../errors.ts';
import { fetchWithTimeout } from './client.ts';
import { kindOfSlackCode } from './error-codes.ts';

/** A message for a `response_url`, which is valid for 30 minutes and five uses, even where the app is not a member. */
export interface ResponseMessage {
  text: string;
  blocks?: readonly object[];
  /** Default: `ephemeral`, which only the requester sees. */
  response_type?: 'ephemeral' | 'in_channel';
  replace_original?: boolean;
  delete_original?: boolean;
}

/**
 * Answers through a `response_url`.
 * @throws AppError `slack_unavailable` (retry) or `slack_refused` (the URL is expired or used up)
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export async function respondTo(responseUrl: string, message: ResponseMessage): Promise<void> {
  let status: number;
  let text: string;
  try {
    const answer = await fetchWithTimeout(responseUrl, {
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
  if (error === 'no answer' || kindOfSlackCode(error) === 'transient') {
    throw new AppError('slack_unavailable', 'Slack did not answer. Retrying automatically.', {
      cause: text.slice(0, 200),
    });
  }
  if (error !== '') throw new AppError('slack_refused', `Slack did not accept the answer (${error}).`);
}

/** Statuses that come from a proxy: Slack does not use them for a `response_url`. */
const proxyStatuses = new Set([401, 407, 408]);

/**
 * The error in a response. Slack answers `ok`; a web page or truncated JSON comes from something between Slack and the app.
 * @returns Slack's error code; `no answer` when the response is not Slack's; empty on success
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
