import { readConfig } from '../../config/config.ts';
import { takePlainLines } from '../../config/plain-lines.ts';
import { createLog } from '../../log.ts';
import { parseLambdaRecord } from '../../notifications/sns/envelope.ts';
import { trustedNotificationJob } from '../notifications-front.ts';
import { snsRecords } from './events.ts';
import { createSignedCall } from './signed-call.ts';
import { createSqsSender } from './sqs-sender.ts';

const now = Date.now;
const call = createSignedCall({ environment: process.env, now, timeoutMs: 3000 });
let opened: ReturnType<typeof open> | undefined;

function open() {
  const { chatTopics, logLevel } = readConfig(process.env, 'worker');
  const log = createLog(logLevel);
  takePlainLines(log);
  return { topics: chatTopics, queue: createSqsSender(call, { queueUrl: process.env.QUEUE_URL }, now), log };
}

/**
 * The front for SNS as a Lambda function: refuses topics that `CHAT_TOPICS` does not list, and queues the rest. Nothing else
 * is checked, because IAM controls who may invoke the function. Lambda retries a failed invocation. An event that is not
 * SNS's is ignored.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export async function handler(event: unknown): Promise<void> {
  const records = snsRecords(event);
  if (records.length === 0) return;
  opened ??= open();
  const { topics, queue, log } = opened;
  for (const record of records) {
    const job = await trustedNotificationJob(() => parseLambdaRecord(record), { topics, now, log });
    if (job !== undefined) await queue.send([job]);
  }
}
