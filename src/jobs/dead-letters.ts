import { AppError } from '../errors.ts';
import { type Job, parseJob } from './job.ts';

/** A stored job that failed for good. */
export interface DeadLetter {
  id: string;
  group: string;
  /** The job as it was stored; if it is not JSON, its text. */
  content: unknown;
  /** Why it failed. Absent: SQS moved it, because it crashed the worker repeatedly. */
  reason?: string;
  attempt: number;
  sentAtMs: number;
  failedAtMs: number;
}

export interface DeadLetterList {
  /** Oldest first. */
  letters: DeadLetter[];
  /** The number that could not be listed: SQS delivers at most ten of a group. */
  hidden: number;
}

/** The dead letters, for operators. Implemented by `sqlite/dead-letters.ts` and `cloud/dead-letters.ts`. */
export interface DeadLetters {
  list(): Promise<DeadLetterList>;
  /**
   * Sends the job to its queue as a new one, and removes the dead letter.
   * @throws AppError `invalid_request` when there is no such dead letter, or this version cannot read its job
   */
  retry(id: string): Promise<DeadLetter>;
  /** @throws AppError `invalid_request` when there is no such dead letter */
  drop(id: string): Promise<DeadLetter>;
  close(): Promise<void>;
}

/** The length of a short id: the start of SQS's ids is random enough. */
const shortIdLength = 8;

/** The start of an id, which is enough to name a dead letter. */
export const shortId = ({ id }: Pick<DeadLetter, 'id'>): string => id.slice(0, shortIdLength);

/**
 * The dead letter with an id, or with an id that starts with these eight or more characters.
 * @throws AppError `invalid_request` when there is none, or more than one
 */
export function letterNamed<T extends Pick<DeadLetter, 'id'>>(letters: readonly T[], id: string): T {
  const meant = letters.filter((each) => each.id === id || (id.length >= shortIdLength && each.id.startsWith(id)));
  const [letter] = meant;
  if (letter !== undefined && meant.length === 1) return letter;
  if (meant.length > 1) {
    throw new AppError('invalid_request', `${id} names ${meant.length} dead letters. Give the whole id (list --json).`);
  }
  throw new AppError('invalid_request', `There is no dead letter ${id}. See: npm run jobs -- list`);
}

/**
 * The job of a dead letter, for a retry.
 * @throws AppError `invalid_request` when this version cannot read it
 */
export function jobOf(letter: Pick<DeadLetter, 'id' | 'content'>): Job {
  const read = parseJob(JSON.stringify(letter.content) ?? '');
  if ('job' in read) return read.job;
  throw new AppError(
    'invalid_request',
    `${letter.id} cannot be retried: this version cannot read it (${read.unreadable}). Drop it, or start the version that wrote it.`,
  );
}
