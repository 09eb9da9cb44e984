import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { AppError } from '../errors.ts';

/** Slack's answers that pass by themselves. @see https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited']);

/** Whether Slack's answer says no more than: later. */
export const isPassing = (code: string): boolean => passing.has(code);

/** Answers that mean the app's token no longer works. */
const tokenGone = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
]);

/** Turns whatever a Slack call threw into a coded error. The platform's own code stays readable by `slackCode`. */
export function slackFault(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const cause = { cause: thrown };
  if (thrown instanceof WebAPIRateLimitedError) {
    const retryAfterMs = thrown.retryAfter * 1000;
    return new AppError('slack_rate_limited', 'Slack is limiting the app. Trying again by itself.', {
      ...cause,
      retryAfterMs,
    });
  }
  const code = slackCode(thrown);
  if (code === undefined || isPassing(code)) {
    return new AppError('slack_unavailable', 'Slack did not answer. Trying again by itself.', cause);
  }
  if (tokenGone.has(code)) {
    return new AppError(
      'configuration',
      `Slack refused the app (${code}). Whoever runs the app can install it again.`,
      cause,
    );
  }
  return new AppError('slack_refused', `Slack did not accept that (${code}).`, cause);
}

/**
 * Slack's error code, for example `message_not_found`; `undefined` when Slack did not answer by one. Of an answer that is
 * no JSON (a proxy's page, one that was cut short) Slack's client takes the whole text for the code.
 */
export function slackCode(thrown: unknown): string | undefined {
  const error = thrown instanceof AppError ? thrown.cause : thrown;
  const code: unknown = error instanceof WebAPIPlatformError ? error.data.error : undefined;
  return typeof code === 'string' && /^\w{1,100}$/.test(code) ? code : undefined;
}
