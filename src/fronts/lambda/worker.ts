import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readSqsMessage } from '../../jobs/sqs-message.ts';
import { type HandedBack, neverHandedBack } from './handed-back.ts';
import { once } from './once.ts';
import { type LambdaApp, openApp } from './open-app.ts';
import { type BatchJob, workBatch } from './work-batch.ts';

const now = Date.now;
const open = once(() => openApp(now));

/**
 * The worker as a Lambda function on the queue of jobs (`ReportBatchItemFailures`). Messages that stay in the queue count
 * as received again, also those that only wait behind a failed one of their group: that is noted, and they are no nearer
 * to being given up.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export async function handler(event: SQSEvent, context?: Pick<Context, 'getRemainingTimeInMillis'>) {
  const lambda = await open();
  const { app, queue, log } = lambda;
  const read = await Promise.all(event.Records.map((record) => readRecord(record, lambda)));
  const jobs = read.filter((each) => 'delivery' in each);
  const unreadable = read.filter((each) => 'unreadable' in each);
  const left = await Promise.all([
    ...unreadable.map((each) => setAside(each, lambda)),
    workBatch(jobs, {
      run: app.run,
      onGivenUp: app.givenUp,
      handBack: (job, delayMs, as) => handBack(job, delayMs, as, lambda),
      park: async (delivery, reason) => (await queue()).park(delivery, reason),
      remainingMs: () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
      now,
      random: Math.random,
      log,
    }),
  ]);
  const response: SQSBatchResponse = {
    batchItemFailures: left.flat().map((messageId) => ({ itemIdentifier: messageId })),
  };
  return response;
}

interface Unreadable {
  record: SQSRecord;
  group: string;
  unreadable: string;
}

/** A job of the batch; `tries` is what SQS makes of it. */
type ReadJob = BatchJob & { tries: number };

async function readRecord(record: SQSRecord, { handBacks, log }: LambdaApp): Promise<ReadJob | Unreadable> {
  const { messageId, receiptHandle, body, attributes } = record;
  const read = readSqsMessage({ receiptHandle, body, attributes: { ...attributes } }, now());
  if ('unreadable' in read) return { record, ...read };
  if (read.tries < 2) return { messageId, ...read, before: neverHandedBack };
  const before = await handBacks.of(messageId).catch((error: unknown) => {
    // Then it counts as tried each time: what it may have done is looked for.
    log.warn('not known how often it was tried', { messageId, error });
    return neverHandedBack;
  });
  const attempt = Math.max(1, read.tries - before.waits);
  return { messageId, ...read, delivery: { ...read.delivery, attempt }, before };
}

async function handBack(job: ReadJob, delayMs: number, as: keyof HandedBack, lambda: LambdaApp): Promise<void> {
  const { messageId, delivery, before, tries } = job;
  // Received too early, it has no tries to take back.
  if (tries > 0) {
    await lambda.handBacks
      .add(messageId, before, as)
      .catch((error: unknown) => lambda.log.warn('not noted that it came back', { messageId, error }));
  }
  await (await lambda.queue()).retry(delivery, delayMs);
}

/** @returns the message's id where it has to stay in the queue */
async function setAside({ record, group, unreadable }: Unreadable, { queue, log }: LambdaApp): Promise<string[]> {
  const { messageId, receiptHandle, body, attributes } = record;
  log.error('message is no job', { messageId, reason: unreadable });
  try {
    await (await queue()).parkUnreadable({ receiptHandle, body, attributes: { ...attributes } }, group, unreadable);
    return [];
  } catch (error) {
    log.error('could not park', { messageId, error });
    return [messageId];
  }
}
