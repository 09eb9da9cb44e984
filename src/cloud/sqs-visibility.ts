import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../batches.ts';

const entriesPerCall = 10;

/**
 * Changes the visibility timeout of messages. A failure is ignored: the message becomes visible after its current timeout.
 * @param seconds the new timeout; 0: visible at once
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
