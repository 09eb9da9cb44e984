import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { parseSqsMessage } from '../../cloud/sqs-message.ts';
import { attemptOf, type DeliveryNote, noDeliveries } from './delivery-notes.ts';
import { sqsRecords } from './events.ts';
import { once } from './once.ts';
import { type LambdaApp, openApp } from './open-app.ts';
import { type BatchJob, type ReturnReason, workBatch } from './work-batch.ts';

const now = Date.now;
const open = once(() => openApp(now));

/**
 * The worker as a Lambda function on the queue of jobs (`ReportBatchItemFailures`). SQS's receive count includes deliveries
 * that did not run the job (it waited behind a failed one of its group, or the function could not start). Delivery notes
 * keep the real attempts, and only these count. An event that is not SQS's is ignored.
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
    ...unreadable.map((each) => deadLetterUnreadable(each, lambda)),
    workBatch(jobs, {
      run: app.run,
      onGivenUp: app.givenUp,
      onBegin: (job) => noteStart(job, lambda),
      release: (job, delayMs, as) => release(job, delayMs, as, lambda),
      deadLetter: async (delivery, reason) => (await queue()).deadLetter(delivery, reason),
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
  /** The receives after its delay was over. */
  deliveries: number;
  /** Its delivery note; `undefined`: it could not be read. */
  note: DeliveryNote | undefined;
}

async function readRecord(record: SQSRecord, { deliveryNotes, log }: LambdaApp): Promise<ReadJob | Unreadable> {
  const { messageId, receiptHandle, body, attributes } = record;
  const read = parseSqsMessage({ receiptHandle, body, attributes: { ...attributes } }, now());
  if ('unreadable' in read) return { record, ...read };
  const { tries: deliveries, ...job } = read;
  const note = deliveries < 2 ? noDeliveries : await noteOf(messageId);
  const { begun, fails } = note ?? noDeliveries;
  const delivery = { ...job.delivery, attempt: attemptOf(deliveries, note) };
  return { messageId, ...job, delivery, deliveries, note, crashes: begun - fails };

  async function noteOf(id: string): Promise<DeliveryNote | undefined> {
    try {
      return await deliveryNotes.get(id);
    } catch (error) {
      log.warn('delivery note not read', { messageId: id, error });
      return undefined;
    }
  }
}

/** Writes nothing on the first delivery, because most jobs are delivered once. */
async function noteStart(job: ReadJob, lambda: LambdaApp): Promise<void> {
  if (job.deliveries < 2 || job.note === undefined) return;
  await note(job, { ...job.note, begun: job.note.begun + 1 }, lambda);
}

async function note(job: ReadJob, changed: DeliveryNote, { deliveryNotes, log }: LambdaApp): Promise<void> {
  const { messageId } = job;
  job.note = changed;
  await deliveryNotes
    .put(messageId, changed)
    .catch((error: unknown) => log.warn('delivery note not stored', { messageId, error }));
}

async function release(job: ReadJob, delayMs: number, as: ReturnReason, lambda: LambdaApp): Promise<void> {
  const { delivery, note: before, deliveries } = job;
  // A message that was received before its delay was over has no attempts to correct.
  if (deliveries > 0 && before !== undefined) {
    const begun = before.begun + Number(as === 'fails' && deliveries < 2);
    await note(job, { ...before, begun, [as]: before[as] + 1 }, lambda);
  }
  await (await lambda.queue()).retry(delivery, delayMs);
}

/** @returns the id of the message if it must stay in the queue */
async function deadLetterUnreadable(
  { record, group, unreadable }: Unreadable,
  { queue, log }: LambdaApp,
): Promise<string[]> {
  const { messageId, receiptHandle, body, attributes } = record;
  log.error('message is not a job', { messageId, reason: unreadable });
  try {
    await (await queue()).deadLetterUnreadable(
      { receiptHandle, body, attributes: { ...attributes } },
      group,
      unreadable,
    );
    return [];
  } catch (error) {
    log.error('dead letter not stored', { messageId, error });
    return [messageId];
  }
}
