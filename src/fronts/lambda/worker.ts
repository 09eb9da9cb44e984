import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { parseSqsMessage } from '../../cloud/sqs-message.ts';
import { sqsRecords } from './events.ts';
import { attemptOf, type HandedBack, neverHandedBack } from './handed-back.ts';
import { once } from './once.ts';
import { type LambdaApp, openApp } from './open-app.ts';
import { type BatchJob, type CameBack, workBatch } from './work-batch.ts';

const now = Date.now;
const open = once(() => openApp(now));

/**
 * The worker as a Lambda function on the queue of jobs (`ReportBatchItemFailures`). Messages that stay in the queue count
 * as received again, also those that only wait behind a failed one of their group, or that a function received which
 * could not start: what began is noted, and nothing else takes a job nearer to being given up.
 * An event without messages of SQS's is answered and ignored.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export async function handler(event: unknown, context?: Pick<Context, 'getRemainingTimeInMillis'>) {
  const records = sqsRecords(event);
  if (records.length === 0) return { batchItemFailures: [] } satisfies SQSBatchResponse;
  const lambda = await open();
  const { app, queue, log } = lambda;
  const read = await Promise.all(records.map((record) => readRecord(record, lambda)));
  const jobs = read.filter((each) => 'delivery' in each);
  const unreadable = read.filter((each) => 'unreadable' in each);
  const left = await Promise.all([
    ...unreadable.map((each) => setAside(each, lambda)),
    workBatch(jobs, {
      run: app.run,
      onGivenUp: app.givenUp,
      onBegin: (job) => noteBegun(job, lambda),
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

/** A job of the batch. */
interface ReadJob extends BatchJob {
  /** How often SQS delivered it when its time had come. */
  deliveries: number;
  /** What is noted of it; `undefined` where that is not known. */
  note: HandedBack | undefined;
}

async function readRecord(record: SQSRecord, { handBacks, log }: LambdaApp): Promise<ReadJob | Unreadable> {
  const { messageId, receiptHandle, body, attributes } = record;
  const read = parseSqsMessage({ receiptHandle, body, attributes: { ...attributes } }, now());
  if ('unreadable' in read) return { record, ...read };
  const { tries: deliveries, ...job } = read;
  const note = deliveries < 2 ? neverHandedBack : await noteOf(messageId);
  const { begun, fails } = note ?? neverHandedBack;
  const delivery = { ...job.delivery, attempt: attemptOf(deliveries, note) };
  return { messageId, ...job, delivery, deliveries, note, crashes: begun - fails };

  async function noteOf(id: string): Promise<HandedBack | undefined> {
    try {
      return await handBacks.of(id);
    } catch (error) {
      log.warn('not known how often it was tried', { messageId: id, error });
      return undefined;
    }
  }
}

/** The first time nothing is noted: most jobs are delivered once. */
async function noteBegun(job: ReadJob, lambda: LambdaApp): Promise<void> {
  if (job.deliveries < 2 || job.note === undefined) return;
  await note(job, { ...job.note, begun: job.note.begun + 1 }, lambda);
}

async function note(job: ReadJob, changed: HandedBack, { handBacks, log }: LambdaApp): Promise<void> {
  const { messageId } = job;
  job.note = changed;
  await handBacks
    .put(messageId, changed)
    .catch((error: unknown) => log.warn('not noted how often it was tried', { messageId, error }));
}

async function handBack(job: ReadJob, delayMs: number, as: CameBack, lambda: LambdaApp): Promise<void> {
  const { delivery, note: before, deliveries } = job;
  // Received too early, it has no tries to take back.
  if (deliveries > 0 && before !== undefined) {
    const begun = before.begun + Number(as === 'fails' && deliveries < 2);
    await note(job, { ...before, begun, [as]: before[as] + 1 }, lambda);
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
