import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type ParsedMessage, parseSqsMessage } from '../../cloud/sqs-message.ts';
import { withDeadline } from '../../deadline.ts';
import type { JobToSend } from '../../jobs/queue.ts';
import { jobLimitMs } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { BatchQueue } from './batch-queue.ts';
import { attemptOf, type DeliveryNote, noDeliveries } from './delivery-notes.ts';
import { sqsRecords } from './events.ts';
import { loadAhead } from './load-ahead.ts';
import { once } from './once.ts';
import { type LambdaApp, openApp } from './open-app.ts';
import { type BatchJob, type ReturnReason, workBatch } from './work-batch.ts';

const now = Date.now;
/** How Lambda invoked this process; the same each time. */
let functionArn: string | undefined;
const open = once(() => openApp(now, functionArn));
let preparing: Promise<void> | undefined;

/**
 * The worker as a Lambda function on the queues of jobs (`ReportBatchItemFailures`). SQS's receive count includes deliveries
 * that did not run the job (it waited behind a failed one of its group, or the function could not start). Delivery notes
 * keep the real attempts, and only these count. An event that is not SQS's is ignored.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export async function handler(
  event: unknown,
  context?: Partial<Pick<Context, 'getRemainingTimeInMillis' | 'invokedFunctionArn'>>,
) {
  const records = sqsRecords(event);
  if (records.length === 0) return { batchItemFailures: [] } satisfies SQSBatchResponse;
  functionArn ??= context?.invokedFunctionArn;
  const lambda = await open();
  const { app, log, metrics } = lambda;
  // All messages of an event are of one queue.
  const queue = () => lambda.queue(records[0]?.eventSourceARN);
  const read = await Promise.all(records.map((record) => readRecord(record, lambda)));
  const jobs = read.filter((each) => 'note' in each);
  const delayed = read.filter((each) => 'joins' in each);
  const unreadable = read.filter((each) => 'unreadable' in each);
  const working = Promise.all([
    ...unreadable.map((each) => deadLetterUnreadable(each, queue, log)),
    ...delayed.map((each) => join(each, queue, log)),
    workBatch(jobs, {
      run: app.run,
      onGivenUp: app.givenUp,
      onBegin: (job) => noteStart(job, lambda),
      release: (job, delayMs, as) => release(job, delayMs, as, lambda, queue),
      deadLetter: async (delivery, reason) => (await queue()).deadLetter(delivery, reason),
      remainingMs: () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY,
      now,
      random: Math.random,
      log,
      ...(metrics && { metrics }),
    }),
  ]);
  preparing ??= loadAhead(jobs.some(({ delivery }) => delivery.job.kind === 'slack'));
  const [left] = await Promise.all([working, preparing]);
  lambda.embedded?.flush();
  const response: SQSBatchResponse = {
    batchItemFailures: left.flat().map((messageId) => ({ itemIdentifier: messageId })),
  };
  return response;
}

/** Opens the queue that the event is from. */
type OpenQueue = () => Promise<BatchQueue>;

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

/** A delayed job, which waits outside its group. */
interface DelayedJob extends Pick<ParsedMessage, 'delivery' | 'hiddenMs'> {
  messageId: string;
  joins: JobToSend;
}

async function readRecord(
  record: SQSRecord,
  { deliveryNotes, log }: LambdaApp,
): Promise<ReadJob | DelayedJob | Unreadable> {
  const { messageId, receiptHandle, body, attributes } = record;
  const read = parseSqsMessage({ receiptHandle, body, attributes: { ...attributes } }, now());
  if ('unreadable' in read) return { record, ...read };
  const { tries: deliveries, joins, ...job } = read;
  if (joins !== undefined) return { messageId, ...job, joins };
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

async function release(
  job: ReadJob,
  delayMs: number,
  as: ReturnReason,
  lambda: LambdaApp,
  queue: OpenQueue,
): Promise<void> {
  const { delivery, note: before, deliveries } = job;
  // A message that was received before its delay was over has no attempts to correct.
  if (deliveries > 0 && before !== undefined) {
    const begun = before.begun + Number(as === 'fails' && deliveries < 2);
    await note(job, { ...before, begun, [as]: before[as] + 1 }, lambda);
  }
  await (await queue()).retry(delivery, delayMs);
}

/**
 * Sends a delayed job to its group when it is due, and hides it again before that.
 * @returns the id of the message if it must stay in the queue
 */
async function join(
  { messageId, delivery, joins, hiddenMs }: DelayedJob,
  queue: OpenQueue,
  log: Log,
): Promise<string[]> {
  try {
    const jobs = await queue();
    const settle = () => (hiddenMs > 0 ? jobs.retry(delivery, hiddenMs) : jobs.send([joins]));
    await withDeadline(jobLimitMs, settle);
    return hiddenMs > 0 ? [messageId] : [];
  } catch (error) {
    log.warn('delayed job could not be sent', { messageId, error });
    return [messageId];
  }
}

/** @returns the id of the message if it must stay in the queue */
async function deadLetterUnreadable(
  { record, group, unreadable }: Unreadable,
  queue: OpenQueue,
  log: Log,
): Promise<string[]> {
  const { messageId, receiptHandle, body, attributes } = record;
  log.error('message is not a job', { messageId, reason: unreadable });
  try {
    const message = { receiptHandle, body, attributes: { ...attributes } };
    const jobs = await queue();
    await withDeadline(jobLimitMs, () => jobs.deadLetterUnreadable(message, group, unreadable));
    return [];
  } catch (error) {
    log.error('dead letter not stored', { messageId, error });
    return [messageId];
  }
}
