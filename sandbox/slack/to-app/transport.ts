import type { JsonObject } from '../json-value.ts';

/** The kinds of requests to an app, by their names in Socket Mode. */
export type AppRequestKind = 'slash_commands' | 'events_api' | 'interactive';

export type FailureReason = 'http_timeout' | 'http_error' | 'connection_failed' | 'too_many_redirects';

interface Retry {
  /** 1 for the first retry. */
  num: number;
  reason: FailureReason;
}

/** How the app answered a request. */
export interface Acknowledgement {
  /** Acknowledged in time. */
  ok: boolean;
  /** HTTP status; 200 for an answer by socket, 0 for none. */
  status: number;
  /** Milliseconds until the answer or the timeout. */
  ackMs: number;
  /** The answer: an object if it was JSON, else its text; empty when there was none. */
  body: unknown;
  reason?: FailureReason;
  /** The app asked for no retries. */
  noRetry?: boolean;
}

/** A connection to the app. Never rejects. */
export type Transport = (kind: AppRequestKind, payload: JsonObject, retry?: Retry) => Promise<Acknowledgement>;
