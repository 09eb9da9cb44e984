/** Every way in which the app can fail on purpose. Code outside this file branches on codes, never on words. */
export type ErrorCode =
  | 'not_understood'
  | 'not_an_arn'
  | 'not_an_incident'
  | 'no_such_incident'
  | 'account_not_allowed'
  | 'access_denied'
  | 'region_outside_replication_set'
  | 'invalid_request'
  | 'conflict'
  | 'throttled'
  | 'aws_unavailable'
  | 'slack_refused'
  | 'slack_rate_limited'
  | 'slack_unavailable'
  | 'storage_unavailable'
  | 'may_not_write'
  | 'shared_channel'
  | 'configuration';

/** Codes of faults that pass by themselves: the job is tried again later. */
const transientCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'throttled',
  'aws_unavailable',
  'slack_rate_limited',
  'slack_unavailable',
  'storage_unavailable',
]);

export interface AppErrorOptions extends ErrorOptions {
  /** How long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number;
}

/**
 * A failure that somebody reads: `message` is one line for the person who asked, saying what happened and what to do
 * next. It is plain text (whoever shows it escapes it) and never holds a secret or a stack trace.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether trying again later can help. */
  get transient(): boolean {
    return transientCodes.has(this.code);
  }
}
