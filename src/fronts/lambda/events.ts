import type { SNSEvent, SQSRecord } from 'aws-lambda';

/** What a function may be invoked with: its own kind of event, or anything else, such as a ping that keeps it warm. */

const fieldOf = (event: unknown, name: string): unknown =>
  typeof event === 'object' && event !== null ? (event as Record<string, unknown>)[name] : undefined;

const recordsOf = (event: unknown): unknown[] => {
  const records = fieldOf(event, 'Records');
  return Array.isArray(records) ? records : [];
};

/** The messages of an SQS event; none of any other. */
export function sqsRecords(event: unknown): SQSRecord[] {
  const isText = (record: unknown, name: string) => typeof fieldOf(record, name) === 'string';
  return recordsOf(event).filter(
    (record): record is SQSRecord =>
      isText(record, 'messageId') && isText(record, 'receiptHandle') && isText(record, 'body'),
  );
}

/** The messages of an SNS event; none of any other. */
export function snsRecords(event: unknown): SNSEvent['Records'] {
  return recordsOf(event).filter(
    (record): record is SNSEvent['Records'][number] => fieldOf(record, 'EventSource') === 'aws:sns',
  );
}

/**
 * Whether an event is a schedule's. One without fields is: it is what a schedule sends that was given an empty input.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 */
export function isSchedule(event: unknown): boolean {
  if (event === undefined || event === null) return true;
  if (typeof event !== 'object') return false;
  return Object.keys(event).length === 0 || fieldOf(event, 'detail-type') === 'Scheduled Event';
}
