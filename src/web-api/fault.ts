import { type WebAPICallResult, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { AppError } from '../errors.ts';
import { kindOfSlackCode, type SlackErrorKind } from './error-codes.ts';

/** Converts what a Slack call threw into an AppError. `slackCode` still returns Slack's own code. */
export function toSlackError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const cause = { cause: thrown };
  if (thrown instanceof WebAPIRateLimitedError) {
    const retryAfterMs = thrown.retryAfter * 1000;
    return new AppError('slack_rate_limited', 'Slack is limiting the app. Retrying automatically.', {
      ...cause,
      retryAfterMs,
    });
  }
  const code = slackCode(thrown);
  if (code === undefined)
    return new AppError('slack_unavailable', 'Slack did not answer. Retrying automatically.', cause);
  switch (kindOfSlackCode(code)) {
    case 'transient':
      return new AppError('slack_unavailable', `Slack is not ready for that (${code}). Retrying automatically.`, cause);
    case 'token':
      return new AppError(
        'slack_token_refused',
        `Slack refused the app (${code}). Whoever runs the app can check its token, or install it again.`,
        cause,
      );
    case 'scope':
      return new AppError(
        'slack_scope_missing',
        `The app was installed without ${neededScope(thrown)}, which this needs. Whoever runs the app can add it and install the app again.`,
        cause,
      );
    case undefined:
      return new AppError(
        'slack_unknown_error',
        `Slack answered with an error that this app does not know (${code}).`,
        cause,
      );
    default:
      return new AppError('slack_refused', `Slack did not accept that (${code}).`, cause);
  }
}

/**
 * Slack's error code, for example `message_not_found`; `undefined` when Slack did not answer with one. For a response that
 * is not JSON (a proxy's page, a truncated body) Slack's client takes the whole text for the code: that is not one.
 */
export function slackCode(thrown: unknown): string | undefined {
  const error = thrown instanceof AppError ? thrown.cause : thrown;
  const code: unknown = error instanceof WebAPIPlatformError ? error.data.error : undefined;
  return typeof code === 'string' && /^[a-z][a-z0-9_]{1,99}$/.test(code) ? code : undefined;
}

/** The scope that Slack says is missing. */
function neededScope(thrown: unknown): string {
  const needed: unknown =
    thrown instanceof WebAPIPlatformError && 'needed' in thrown.data ? thrown.data.needed : undefined;
  return typeof needed === 'string' && /^[a-z_.]+(:[a-z_.]+)*$/.test(needed) ? `the scope ${needed}` : 'a scope';
}

/** The kind of a thrown Slack error; `undefined` when Slack did not answer, or with an unknown code. */
export function slackErrorKind(thrown: unknown): SlackErrorKind | undefined {
  const code = slackCode(thrown);
  return code === undefined ? undefined : kindOfSlackCode(code);
}

/** The codes with which Slack refuses a token as a whole, for every call. */
const refusedTokenCodes: ReadonlySet<string> = new Set([
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
]);

/** Whether Slack refused the token, as it does once the app was uninstalled. */
export const refusesToken = (thrown: unknown): boolean => refusedTokenCodes.has(slackCode(thrown) ?? '');

/**
 * Whether Slack refused this very call, or the app lacks a scope for it. Optional work is then skipped. Every other error
 * can pass and says nothing about the object of the call.
 */
export function isSlackRefusal({ code }: AppError): boolean {
  return code === 'slack_refused' || code === 'slack_scope_missing';
}

/**
 * Slack's error code, when it refused the metadata of a message: the message itself may be sent without.
 * @see https://docs.slack.dev/messaging/message-metadata
 */
export function metadataRefusal(thrown: unknown): string | undefined {
  const code = slackCode(thrown);
  if (code === undefined) return undefined;
  return isAboutMetadata(code) || (code === 'invalid_arguments' && pointsAtMetadata(thrown)) ? code : undefined;
}

/** The warning, when Slack sent a message and left out its metadata. */
export function metadataWarning(answer: WebAPICallResult & { warning?: unknown }): string | undefined {
  const warnings = [answer.warning, ...(answer.response_metadata?.warnings ?? [])];
  return warnings.find((warning): warning is string => typeof warning === 'string' && isAboutMetadata(warning));
}

/** All of Slack's codes about metadata have the word: `invalid_metadata_format`, `metadata_too_large`, … */
const isAboutMetadata = (code: string): boolean => code.split('_').includes('metadata');

/** Whether the arguments that Slack names in its messages are in the metadata. */
function pointsAtMetadata(thrown: unknown): boolean {
  const error = thrown instanceof AppError ? thrown.cause : thrown;
  const messages: unknown = error instanceof WebAPIPlatformError ? error.data.response_metadata?.messages : undefined;
  return Array.isArray(messages) && messages.some((message) => String(message).includes('json-pointer:/metadata'));
}
