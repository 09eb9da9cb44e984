import type { JsonObject } from '../json-value.ts';

/** What Slack sends, by the names Socket Mode gives the kinds. */
export type AppRequestKind = 'slash_commands' | 'events_api' | 'interactive';

export type FailureReason = 'http_timeout' | 'http_error' | 'connection_failed' | 'too_many_redirects';

interface Retry {
  /** 1 for the first repetition. */
  num: number;
  reason: FailureReason;
}

/** How the app took a request. */
export interface Acknowledgement {
  /** Answered in time, with a success. */
  ok: boolean;
  /** HTTP status; 200 for an answer by socket, 0 for none. */
  status: number;
  /** Time to the answer, or to giving up. */
  ackMs: number;
  /** The answer: an object if it was JSON, else its text; empty text when it said nothing. */
  body: unknown;
  reason?: FailureReason;
  /** The app asked not to be told again. */
  noRetry?: boolean;
}

/** A way to the app. Never rejects. */
export type Transport = (kind: AppRequestKind, payload: JsonObject, retry?: Retry) => Promise<Acknowledgement>;
