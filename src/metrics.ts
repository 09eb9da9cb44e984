/** What answered a request of Slack's or SNS's. */
export type Front = 'slack' | 'socket' | 'notifications';

/** How an attempt at a job ended. `kept`: its outcome could not be stored, so it stays in the queue. */
export type JobOutcome = 'done' | 'waits' | 'retried' | 'deferred' | 'dead letter' | 'kept';

/** How a call ended. `refused`: the service rejected this request; `failed`: no answer, or none in time. */
export type CallOutcome = 'ok' | 'throttled' | 'refused' | 'failed';

/** One request to AWS or Slack. A client's retry is a request of its own. */
export interface Call {
  /** `slack`, or the service's prefix in IAM. */
  service: string;
  /** As the service names it: `chat.postMessage`, `GetIncidentRecord`. */
  method: string;
  outcome: CallOutcome;
  durationMs: number;
}

/**
 * What the app measures about its own work. Passed as an argument, and absent where no one collects metrics: then nothing
 * is measured. Implemented by `fronts/metrics/prometheus.ts` and `fronts/lambda/embedded-metrics.ts`.
 */
export interface Metrics {
  /** A front answered a request. */
  acknowledged(front: Front, durationMs: number): void;
  /** An attempt at a job ended. @param kind the job's kind */
  jobEnded(kind: string, outcome: JobOutcome, durationMs: number): void;
  called(call: Call): void;
  /** A notification changed a card. @param ageMs milliseconds since the notification was received */
  cardShown(ageMs: number): void;
  /** A status update was posted. @param lateMs milliseconds since it was due */
  statusUpdatePosted(lateMs: number): void;
}
