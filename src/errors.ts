/**
 * What becomes of a failure, by its code:
 * `passing`: it passes without anyone doing anything, so everything is tried again;
 * `mendable`: it may pass, but only when someone mends it, or nobody knows when. A person who waits is told at once; work
 * that nobody waits for is tried again, and nothing ends for it;
 * `final`: it is about this very request or record, and the same request fails the same way again.
 */
type Outlook = 'passing' | 'mendable' | 'final';

/** Every way in which the app can fail on purpose. Code outside this file branches on codes, never on words. */
const outlooks = {
  not_understood: 'final',
  not_an_arn: 'final',
  not_an_incident: 'final',
  no_such_incident: 'final',
  account_not_allowed: 'final',
  invalid_request: 'final',
  conflict: 'final',
  may_not_write: 'final',
  shared_channel: 'final',

  /** AWS did not accept the app's credentials, or has none to accept. */
  credentials_refused: 'mendable',
  /** The clock of the app's machine is too far off for AWS to trust a signature. */
  clock_wrong: 'mendable',
  /** IAM does not allow the action. */
  access_denied: 'mendable',
  /** The account is not signed up for the service, or the Region is not switched on. */
  not_enabled: 'mendable',
  /** AWS may not use the KMS key that the data is encrypted with. */
  key_unusable: 'mendable',
  /** A quota that does not refill by itself is used up. */
  quota_reached: 'mendable',
  region_outside_replication_set: 'mendable',
  /** AWS answered, but by an error that is not in the table of `aws/error-names.ts`. */
  aws_unknown_error: 'mendable',
  throttled: 'passing',
  aws_unavailable: 'passing',

  /** Slack's answer is about this channel, message or request. */
  slack_refused: 'final',
  /** Slack did not accept the app's token, or lets the app into this workspace no longer. */
  slack_token_refused: 'mendable',
  /** The app was installed without a scope that this needs. */
  slack_scope_missing: 'mendable',
  /** Slack answered, but by an error that is not in the table of `web-api/error-codes.ts`. */
  slack_unknown_error: 'mendable',
  slack_rate_limited: 'passing',
  slack_unavailable: 'passing',

  storage_unavailable: 'passing',
  /** Two jobs of the app changed the same thing at once. */
  job_conflict: 'passing',
  /** This worker does as many jobs of the clock as it may. */
  worker_busy: 'passing',
  /** A job took longer than any may. */
  out_of_time: 'passing',
  configuration: 'mendable',
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

  /** Whether it passes without anyone doing anything: whatever it was, it is tried again. */
  get transient(): boolean {
    return outlooks[this.code] === 'passing';
  }

  /**
   * Whether the same request can succeed later, without being changed. Such a failure ends nothing: work that nobody waits
   * for is kept and tried again.
   */
  get mayPass(): boolean {
    return outlooks[this.code] !== 'final';
  }

  /** Whether Slack is what failed, and not AWS or the app itself. */
  get isOfSlack(): boolean {
    return slackCodes.has(this.code);
  }

  /** Whether Slack does not take anything now: that cannot be told through Slack. */
  get silencesSlack(): boolean {
    return this.isOfSlack && this.transient;
  }
}
