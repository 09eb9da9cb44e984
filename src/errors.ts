/**
 * Whether a retry can succeed:
 * `transient`: yes, without intervention. Everything is retried;
 * `fixable`: once an operator fixes the cause, or at an unknown time. A waiting requester is informed at once; other work is
 * kept and retried;
 * `permanent`: no, the error is about this very request or record.
 */
type Outlook = 'transient' | 'fixable' | 'permanent';

/** The app's error codes. Code outside this file branches on codes, never on messages. */
const outlooks = {
  not_understood: 'permanent',
  /** A command needs an incident, and neither its text nor the channel names one. */
  incident_not_named: 'permanent',
  not_an_arn: 'permanent',
  not_an_incident: 'permanent',
  no_such_incident: 'permanent',
  /** The incident has no alarm that CloudWatch can draw. */
  no_chart: 'permanent',
  account_not_allowed: 'permanent',
  invalid_request: 'permanent',
  conflict: 'permanent',
  may_not_write: 'permanent',
  shared_channel: 'permanent',

  /** AWS rejected the app's credentials, or the app has none. */
  credentials_refused: 'fixable',
  /** The machine's clock is wrong, so AWS rejects the signature. */
  clock_wrong: 'fixable',
  /** IAM does not allow the action. */
  access_denied: 'fixable',
  /** The account has not enabled the service or the Region. */
  not_enabled: 'fixable',
  /** The KMS key that encrypts the data cannot be used. */
  key_unusable: 'fixable',
  /** A service quota that does not refill over time is used up. */
  quota_reached: 'fixable',
  region_outside_replication_set: 'fixable',
  /** AWS answered with an error that `aws/error-names.ts` does not list. */
  aws_unknown_error: 'fixable',
  throttled: 'transient',
  aws_unavailable: 'transient',

  /** Slack's error is about this channel, message or request. */
  slack_refused: 'permanent',
  /** Slack rejected the app's token, or the app no longer has access to the workspace. */
  slack_token_refused: 'fixable',
  /** The app was installed without a scope that this needs. */
  slack_scope_missing: 'fixable',
  /** Slack answered with an error that `web-api/error-codes.ts` does not list. */
  slack_unknown_error: 'fixable',
  slack_rate_limited: 'transient',
  slack_unavailable: 'transient',
  /** The app was removed from the workspace that the work is for: the work ends, and Slack is not called. */
  workspace_left: 'permanent',

  storage_unavailable: 'transient',
  /** Two jobs changed the same item concurrently. */
  job_conflict: 'transient',
  /** This worker is at its limit of concurrent clock jobs. */
  worker_busy: 'transient',
  /** A job exceeded its time limit. */
  out_of_time: 'transient',
  configuration: 'fixable',
} as const satisfies Record<string, Outlook>;

export type ErrorCode = keyof typeof outlooks;

const slackCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'slack_refused',
  'slack_token_refused',
  'slack_scope_missing',
  'slack_unknown_error',
  'slack_rate_limited',
  'slack_unavailable',
]);

export interface AppErrorOptions extends ErrorOptions {
  /** The `Retry-After` of the response, in milliseconds. */
  retryAfterMs?: number;
  /** What the requester can do, as a sentence that follows `what` in the message. */
  nextStep?: string;
}

/**
 * An expected failure. `message` is one line for the requester: what happened, and what to do next. It is plain text, to
 * be escaped by the caller that shows it, and never contains a secret or a stack trace.
 * @example
 * throw new AppError('no_such_incident', `No incident ${id}. Check the ARN.`, { cause: error });
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** What happened: the message without the next step. */
  readonly what: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, what: string, options: AppErrorOptions = {}) {
    super(options.nextStep === undefined ? what : `${what} ${options.nextStep}`, options);
    this.code = code;
    this.what = what;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether a retry succeeds without intervention. Such a failure is always retried. */
  get transient(): boolean {
    return outlooks[this.code] === 'transient';
  }

  /**
   * Whether the same request can succeed later. Such a failure ends nothing: work without a waiting requester is kept and
   * retried.
   */
  get retryable(): boolean {
    return outlooks[this.code] !== 'permanent';
  }

  /** Whether the failure is Slack's, not AWS's or the app's. */
  get isSlackError(): boolean {
    return slackCodes.has(this.code);
  }

  /** Whether Slack is unavailable, so that the failure cannot be reported through Slack now. */
  get isSlackUnavailable(): boolean {
    return this.isSlackError && this.transient;
  }
}
