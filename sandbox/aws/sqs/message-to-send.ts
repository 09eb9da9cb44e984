import { attributesBytes, checkMessageAttributes, type MessageAttributes } from './message-attributes.ts';
import type { QueueSettings } from './queue-settings.ts';
import { invalidMessageContents, invalidParameter, missingParameter } from './sqs-error.ts';

/** A message to be enqueued. */
export interface MessageToSend {
  body: string;
  attributes?: MessageAttributes;
  delaySeconds?: number;
  groupId?: string;
  dedupeId?: string;
  traceHeader?: string;
}

// The characters that a message may contain: https://www.w3.org/TR/REC-xml/#charsets
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const idPattern = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

/** @throws SqsError when a queue with these settings does not accept the message */
export function checkToSend(message: MessageToSend, { fifo, maximumMessageBytes }: QueueSettings): void {
  if (message.body === '') throw missingParameter('MessageBody');
  if (forbidden.test(message.body)) throw invalidMessageContents();
  const refuse = (name: string, value: unknown, reason: string) =>
    invalidParameter(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}.`);
  const wrongQueue = 'The request include parameter that is not valid for this queue type';
  if (fifo) {
    if (message.groupId === undefined) throw missingParameter('MessageGroupId');
    if (message.delaySeconds !== undefined && message.delaySeconds !== 0) {
      throw refuse('DelaySeconds', message.delaySeconds, wrongQueue);
    }
  } else if (message.dedupeId !== undefined) {
    throw refuse('MessageDeduplicationId', message.dedupeId, wrongQueue);
  }
  const idRule = 'it can only include alphanumeric and punctuation characters, 1 to 128 in length';
  if (message.groupId !== undefined && !idPattern.test(message.groupId)) {
    throw refuse('MessageGroupId', message.groupId, idRule);
  }
  if (message.dedupeId !== undefined && !idPattern.test(message.dedupeId)) {
    throw refuse('MessageDeduplicationId', message.dedupeId, idRule);
  }
  const delay = message.delaySeconds;
  if (delay !== undefined && (!Number.isInteger(delay) || delay < 0 || delay > 900)) {
    throw refuse('DelaySeconds', delay, 'DelaySeconds must be >= 0 and <= 900');
  }
  const attributes = message.attributes ?? {};
  checkMessageAttributes(attributes);
  if (Buffer.byteLength(message.body) + attributesBytes(attributes) > maximumMessageBytes) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maximumMessageBytes} bytes.`,
    );
  }
}
