import { expect, test } from 'vitest';
import { toSqsEntry } from '../../src/cloud/sqs-entry.ts';
import { parseSqsMessage } from '../../src/cloud/sqs-message.ts';
import { slackJob } from '../jobs/slack-job.ts';

const sentAtMs = Date.UTC(2026, 0, 5);

test.each([
  ['right', 0],
  ['30 days ahead', 30 * 86_400_000],
])('a job delayed by a clock that was %s waits no longer than planned', (_, aheadMs) => {
  const job = { group: 'g', dedupeId: 'd', job: slackJob('a'), delayMs: 60_000 };
  const { MessageBody: body } = toSqsEntry(job, sentAtMs + aheadMs);
  const hiddenAt = (nowMs: number) => {
    const attributes = { SentTimestamp: String(sentAtMs), ApproximateReceiveCount: '1' };
    const read = parseSqsMessage({ receiptHandle: 'r', body, attributes }, nowMs);
    return 'delivery' in read ? read.hiddenMs : undefined;
  };
  expect(hiddenAt(sentAtMs + 10_000)).toBe(50_000);
  expect(hiddenAt(sentAtMs + 60_000)).toBe(0);
});
