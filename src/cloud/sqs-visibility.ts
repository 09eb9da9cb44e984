import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../batches.ts';

const entriesPerCall = 10;

/**
 * Changes the visibility timeout of messages. A failure is ignored: the message becomes visible after its current timeout.
 * @param seconds the new timeout; 0: visible at once
 * @returns the handles of those that SQS changed
 */
export async function changeVisibility(
  client: SQSClient,
  QueueUrl: string,
  handles: readonly string[],
  seconds: number,
): Promise<string[]> {
  const entries = handles.map((ReceiptHandle, index) => ({
    Id: String(index),
    ReceiptHandle,
    VisibilityTimeout: seconds,
  }));
  const changed: string[] = [];
  for (const Entries of chunks(entries, entriesPerCall)) {
    const answer = await client
      .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
      .catch(() => undefined);
    for (const { Id } of answer?.Successful ?? []) changed.push(handles[Number(Id)] ?? '');
  }
  return changed;
}
