import { AppError } from '../errors.ts';
import { type Job, parseJob } from './job.ts';

/** A job that failed for good, as it is kept. */
export interface DeadLetter {
  id: string;
  group: string;
  /** The job as it was stored; what could not be read as JSON is the text itself. */
  content: unknown;
  /** Why it failed. Absent: SQS put it aside, because it ended the worker again and again. */
  reason?: string;
  attempt: number;
  sentAtMs: number;
  failedAtMs: number;
}

export interface DeadLetterList {
  /** The oldest first. */
  letters: DeadLetter[];
  /** How many there are that could not be listed: SQS hides those behind ten others of their group. */
  hidden: number;
}

/** What an operator does with dead letters. Two implementations: `sqlite/dead-letters.ts` and `cloud/dead-letters.ts`. */
export interface DeadLetters {
  list(): Promise<DeadLetterList>;
  /**
   * Puts the job back into its queue as a new one, and removes the dead letter.
   * @throws AppError `invalid_request` when there is no such dead letter, or this version cannot read its job
   */
  retry(id: string): Promise<DeadLetter>;
  /** @throws AppError `invalid_request` when there is no such dead letter */
  drop(id: string): Promise<DeadLetter>;
  close(): Promise<void>;
}

/** How much of an id names a dead letter: the start of SQS's are as good as random. */
const shortIdLength = 8;

export const shortId = ({ id }: Pick<DeadLetter, 'id'>): string => id.slice(0, shortIdLength);

/**
 * The dead letter that an id, or the first eight characters of one, names.
 * @throws AppError `invalid_request` when none or more than one is meant
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
 * The job of a dead letter, to be done again.
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
