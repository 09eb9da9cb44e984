import type { Job, SentJob } from './job.ts';

/** A job to send to the queue. */
export interface JobToSend {
  /** Jobs of one group run one at a time, in the order in which they were sent. */
  group: string;
  /** The deduplication id: a second job with the same id within five minutes (SQS) or an hour (SQLite) is dropped. */
  dedupeId: string;
  job: SentJob;
  /**
   * The delay before it may run, in milliseconds. Until then it waits outside its group and delays nothing else; when it is
   * due it joins the group, behind the jobs that are there. A group named like `dedupeId` has no other job.
   */
  delayMs?: number;
  /**
   * Whether a person waits for it and it touches no card (help, a list, a form, Home). Where there is a queue for such jobs
   * it goes there, so that it never waits behind others.
   */
  touchesNoCard?: boolean;
}

/** A job delivered to a worker. No other job of its group is delivered until this one is done, retried or released. */
export interface Delivery {
  id: string;
  group: string;
  job: Job;
  /** Starts at 1. */
  attempt: number;
  /** When the job was sent, in epoch milliseconds; for a delayed job, when it joined its group. */
  sentAtMs: number;
}

export interface QueueStats {
  /** Jobs that no worker has. */
  waiting: number;
  /** Jobs that a worker has. */
  running: number;
  /** Dead letters. */
  parked: number;
  /** The age of the oldest waiting job, in milliseconds; 0 when there is none, or it is unknown (SQS). */
  oldestAgeMs: number;
}

/** The waiting jobs of one kind. */
export interface Backlog {
  kind: string;
  jobs: number;
  /** The age of the oldest, in milliseconds; absent where the queue cannot tell. */
  oldestAgeMs?: number;
}

/**
 * The queue of jobs: durable, at-least-once, ordered within a group. Implemented by `src/sqlite/queue.ts` and
 * `src/cloud/sqs-queue.ts`; `test/jobs/queue-contract.ts` holds both to one contract.
 * @example
 * await queue.send([{ group: cardGroup(arn, channel), dedupeId: `sync:${id}`, job, delayMs: 1000 }]);
 * for (const delivery of await queue.receive(10, 20_000)) {
 *   await run(delivery);
 *   await queue.done(delivery);
 * }
 */
export interface JobQueue {
  /**
   * Resolves when all jobs are stored durably. Repeating it with the same deduplication ids is safe.
   * @throws AppError when the queue does not answer, or a job is too large for it
   */
  send(jobs: readonly JobToSend[]): Promise<void>;
  /**
   * Receives up to `limit` jobs, at most one of each group; waits up to `waitMs` milliseconds when there is none. The
   * embedded queue delivers groups first that contain a job that a person waits for.
   */
  receive(limit: number, waitMs: number): Promise<Delivery[]>;
  /** Deletes a finished job. */
  done(delivery: Delivery): Promise<void>;
  /** Retries the job after `delayMs`. It stays at the head of its group. */
  retry(delivery: Delivery, delayMs: number): Promise<void>;
  /** Returns the job to the head of its group without counting the attempt. */
  release(delivery: Delivery, delayMs?: number): Promise<void>;
  /** Moves a job that failed for good to the dead letters. Its group goes on. */
  deadLetter(delivery: Delivery, reason: string): Promise<void>;
  stats(): Promise<QueueStats>;
  /** The waiting jobs by kind, for metrics. Absent where the queue cannot tell (SQS). */
  backlog?(): Promise<Backlog[]>;
  /** Checks that a job can be stored. @throws when it cannot */
  probe(): Promise<void>;
  close(): Promise<void>;
}
