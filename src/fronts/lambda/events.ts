import type { SNSEvent, SQSRecord } from 'aws-lambda';

// A function may be invoked with its own kind of event or with anything else, such as a ping that keeps it warm.

const fieldOf = (event: unknown, name: string): unknown =>
  typeof event === 'object' && event !== null ? (event as Record<string, unknown>)[name] : undefined;

const recordsOf = (event: unknown): unknown[] => {
  const records = fieldOf(event, 'Records');
  return Array.isArray(records) ? records : [];
};

/** The messages of an SQS event; empty for any other event. */
export function sqsRecords(event: unknown): SQSRecord[] {
  const isText = (record: unknown, name: string) => typeof fieldOf(record, name) === 'string';
  return recordsOf(event).filter(
    (record): record is SQSRecord =>
      isText(record, 'messageId') && isText(record, 'receiptHandle') && isText(record, 'body'),
  );
}

/** The messages of an SNS event; empty for any other event. */
export function snsRecords(event: unknown): SNSEvent['Records'] {
  return recordsOf(event).filter(
    (record): record is SNSEvent['Records'][number] => fieldOf(record, 'EventSource') === 'aws:sns',
  );
}

/**
 * Whether an event comes from a schedule. An event without fields does: a schedule with an empty input sends it.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 */
export function isSchedule(event: unknown): boolean {
  if (event === undefined || event === null) return true;
  if (typeof event !== 'object') return false;
  return Object.keys(event).length === 0 || fieldOf(event, 'detail-type') === 'Scheduled Event';
}
