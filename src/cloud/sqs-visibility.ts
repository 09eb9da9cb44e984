import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../batches.ts';

const entriesPerCall = 10;

/**
 * Hides messages for some time more, or shows them at once. One that SQS does not take shows again when its time is over.
 * @param seconds 0: at once
 */
export async function changeVisibility(
  client: SQSClient,
  QueueUrl: string,
  handles: readonly string[],
  seconds: number,
): Promise<void> {
  for (const part of chunks(handles, entriesPerCall)) {
    const Entries = part.map((ReceiptHandle, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: seconds,
    }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => undefined);
  }
}
