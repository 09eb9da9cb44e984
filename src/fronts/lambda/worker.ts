import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readSqsMessage } from '../../jobs/sqs-message.ts';
import { once } from './once.ts';
import { type LambdaApp, openApp } from './open-app.ts';
import { type BatchJob, workBatch } from './work-batch.ts';

const now = Date.now;
const open = once(() => openApp(now));

/**
 * The worker as a Lambda function on the queue of jobs (`ReportBatchItemFailures`). Messages that stay in the queue count
 * as received again, also those that only wait behind a failed one of their group: their `attempt` says how often they
 * came, not how often they were tried.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export async function handler(event: SQSEvent, context?: Pick<Context, 'getRemainingTimeInMillis'>) {
  const lambda = await open();
  const { app, queue, log } = lambda;
  const read = event.Records.map(readRecord);
  const jobs = read.filter((each) => 'delivery' in each);
  const unreadable = read.filter((each) => 'unreadable' in each);
  const left = await Promise.all([
    ...unreadable.map((each) => setAside(each, lambda)),
    workBatch(jobs, {
      run: app.run,
      onGivenUp: app.givenUp,
      retry: async (delivery, delayMs) => (await queue()).retry(delivery, delayMs),
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

function readRecord(record: SQSRecord): BatchJob | Unreadable {
  const { messageId, receiptHandle, body, attributes } = record;
  const read = readSqsMessage({ receiptHandle, body, attributes: { ...attributes } }, now());
  return 'unreadable' in read ? { record, ...read } : { messageId, ...read };
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
