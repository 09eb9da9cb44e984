import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { requestSignal, withoutDeadline } from '../deadline.ts';
import { AppError } from '../errors.ts';
import { maxBodyBytes } from './sqs-entry.ts';

/** SQS takes this many entries in one request. */
const entriesPerRequest = 10;
/** Attempts for entries of which SQS says that it failed to process them. */
const rounds = 4;
/** The most requests at once. */
const concurrency = 5;
/** The longest time for which an entry waits for others, in milliseconds. */
const patienceMs = 50;

export interface SqsBatchesOptions<T> {
  /** Sends one request. @returns the entries that SQS did not process */
  request: (entries: (T & { Id: string })[]) => Promise<BatchResultErrorEntry[]>;
  /** The requests in flight beside which an entry does not wait for others to share its request; at most `concurrency`. */
  eager: number;
  /** The size of an entry, in bytes. Absent: it does not count. */
  bytesOf?: (entry: T) => number;
  /** @returns the error for an entry that SQS did not process; `undefined`: that is as good as processed */
  toError: (failure: BatchResultErrorEntry) => Error | undefined;
  random: () => number;
}

interface Waiting<T> {
  entry: T;
  /** The deadline of the job that it belongs to. */
  deadline: AbortSignal | undefined;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Puts entries of concurrent calls together into SQS's batch requests. Entries that SQS alone failed to process are sent
 * again; each call ends with the outcome of its own entry.
 * @example
 * const remove = createSqsBatches({ request, eager: 1, toError, random });
 * await Promise.all(handles.map((ReceiptHandle) => remove({ ReceiptHandle })));
 */
export function createSqsBatches<T extends object>(options: SqsBatchesOptions<T>): (entry: T) => Promise<void> {
  const { eager, bytesOf = () => 0 } = options;
  const waiting: Waiting<T>[] = [];
  let inFlight = 0;
  let isScheduled = false;
  let isPatient = true;
  let patience: NodeJS.Timeout | undefined;

  /** The next entries that fit into one request, in the order of their calls. */
  function nextBatch(): Waiting<T>[] {
    let bytes = 0;
    const isTooMuch = ({ entry }: Waiting<T>, index: number) => {
      bytes += bytesOf(entry);
      return index === entriesPerRequest || (index > 0 && bytes > maxBodyBytes);
    };
    const end = waiting.findIndex(isTooMuch);
    const batch = waiting.splice(0, end < 0 ? waiting.length : end);
    const late = batch.filter(({ deadline }) => deadline?.aborted);
    for (const { reject, deadline } of late) reject(deadline?.reason);
    return batch.filter((each) => !late.includes(each));
  }

  function pump(): void {
    isScheduled = false;
    clearTimeout(patience);
    const most = () => (waiting.length >= entriesPerRequest || !isPatient ? concurrency : eager);
    while (waiting.length > 0 && inFlight < most()) {
      isPatient = true;
      const batch = nextBatch();
      if (batch.length === 0) continue;
      inFlight += 1;
      void settle(batch, options).finally(() => {
        inFlight -= 1;
        pump();
      });
    }
    if (waiting.length === 0 || inFlight === concurrency) return;
    patience = setTimeout(() => {
      isPatient = false;
      pump();
    }, patienceMs);
  }

  return (entry) =>
    new Promise((resolve, reject) => {
      waiting.push({ entry, deadline: requestSignal(), resolve, reject });
      // Not at once: the calls of this moment share a request.
      if (!isScheduled) queueMicrotask(() => withoutDeadline(pump));
      isScheduled = true;
    });
}

async function settle<T extends object>(
  batch: readonly Waiting<T>[],
  { request, toError, random }: SqsBatchesOptions<T>,
): Promise<void> {
  let left = batch.map((each, index) => ({ ...each, Id: String(index) }));
  try {
    for (let round = 1; ; round += 1) {
      const failed = await request(left.map(({ entry, Id }) => ({ ...entry, Id })));
      const failures = new Map(failed.map((each) => [each.Id, each]));
      for (const { Id, resolve } of left) if (!failures.has(Id)) resolve();
      left = left.filter(({ Id }) => failures.has(Id));
      left = left.filter(({ Id, resolve, reject }) => {
        const failure = failures.get(Id);
        if (failure === undefined || (!failure.SenderFault && round < rounds)) return true;
        const error = toError(failure);
        if (error === undefined) resolve();
        else reject(error);
        return false;
      });
      if (left.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** round * (0.5 + random() / 2)));
    }
  } catch (error) {
    for (const { reject } of left) reject(error);
  }
}

/** The error for an entry of which SQS says that it failed to process it. @param what what SQS did not do */
export function entryError(what: string, failure: BatchResultErrorEntry): AppError {
  const { SenderFault, Code } = failure;
  return SenderFault
    ? new AppError('invalid_request', `SQS did not accept a job: ${Code}.`, { cause: failure })
    : new AppError('aws_unavailable', `SQS did not ${what} all jobs. Retrying automatically.`, { cause: failure });
}
