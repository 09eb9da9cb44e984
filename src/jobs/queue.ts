import type { Job } from './job.ts';

/** A job on its way into the queue. */
export interface JobToSend {
  /** Jobs of one group run one at a time, in the order they were sent. */
  group: string;
  /** A second job with an id seen within the last minutes is dropped silently. */
  dedupeId: string;
  job: Job;
  /** Not before this many milliseconds from now. Embedded queue and SQS alike keep the group's order. */
  delayMs?: number;
}

/** A job in a worker's hands. Until it is settled no other job of its group is delivered. */
export interface Delivery {
  id: string;
  group: string;
  job: Job;
  /** 1 the first time. */
  attempt: number;
  /** When the job was sent. */
  sentAtMs: number;
}

export interface QueueStats {
  /** Jobs nobody has in hand. */
  waiting: number;
  /** Jobs in a worker's hands. */
  running: number;
  /** Jobs given up on. */
  parked: number;
  /** Age of the oldest waiting job, 0 when there is none or (SQS) when it is not known. */
  oldestAgeMs: number;
}

/**
 * Work that must not be lost, one job at a time per group. Two implementations: `sqlite-queue.ts` and `sqs-queue.ts`,
 * held to one contract by `test/jobs/queue-contract.ts`.
 */
export interface JobQueue {
  /** Resolves when all jobs are stored durably. */
  send(jobs: readonly JobToSend[]): Promise<void>;
  /**
   * Takes up to `limit` jobs, at most one of each group; waits up to `waitMs` when there is none. The embedded queue gives
   * out groups first that hold a job that a person waits for.
   */
  receive(limit: number, waitMs: number): Promise<Delivery[]>;
  /** The job is finished: forget it. */
  done(delivery: Delivery): Promise<void>;
  /** Try again after `delayMs`; the job stays at the head of its group. */
  retry(delivery: Delivery, delayMs: number): Promise<void>;
  /** Back to the head of its group, as if it was never taken: not begun, or what it did is of no matter to the next try. */
  handBack(delivery: Delivery, delayMs?: number): Promise<void>;
  /** Given up on: kept aside with its reason, the group goes on. */
  park(delivery: Delivery, reason: string): Promise<void>;
  stats(): Promise<QueueStats>;
  /** Stores something that is no work. @throws when a job could not be stored now */
  probe(): Promise<void>;
  close(): Promise<void>;
}
