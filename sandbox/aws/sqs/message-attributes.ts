import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalidParameter } from './sqs-error.ts';

export const messageAttributesSchema = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }),
);

/** A message's attributes in the JSON protocol: binary values are base64. */
export type MessageAttributes = z.infer<typeof messageAttributesSchema>;
type MessageAttribute = MessageAttributes[string];

export const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');

/** @throws SqsError for an invalid name, type or value */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > 10)
    throw invalidParameter(`Number of message attributes [${names.length}] exceeds the allowed maximum [10].`);
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!/^(?!aws\.|amazon\.|\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i.test(name)) {
      throw invalidParameter(`Message attribute name '${name}' is not a valid name.`);
    }
    if (!/^(String|Number|Binary)(\.[^\s]{1,248})?$/.test(attribute.DataType)) {
      throw invalidParameter(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const value = attribute.DataType.startsWith('Binary') ? attribute.BinaryValue : attribute.StringValue;
    if (value === undefined || value === '') {
      throw invalidParameter(`The message attribute '${name}' must contain a non-empty value of its type.`);
    }
  }
}

/** Number of bytes that the attributes add to a message's size: names, types and values. */
export function attributesBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + bytesOf(attribute).length,
    0,
  );
}

/**
 * @returns `undefined` when there are none
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const parts = entries.flatMap(([name, attribute]) => [
    ...sized(Buffer.from(name)),
    ...sized(Buffer.from(attribute.DataType)),
    Buffer.from([attribute.DataType.startsWith('Binary') ? 2 : 1]),
    ...sized(bytesOf(attribute)),
  ]);
  return md5(Buffer.concat(parts));
}

/** The attributes a receiver requested: `All`, `.*`, a name, or a prefix followed by `.*`. */
export function chosenAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  const isRequested = (name: string) =>
    wanted.some(
      (want) => want === 'All' || want === name || (want.endsWith('.*') && name.startsWith(want.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isRequested(name)));
}

function bytesOf(attribute: MessageAttribute): Buffer {
  return attribute.DataType.startsWith('Binary')
    ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
    : Buffer.from(attribute.StringValue ?? '');
}

function sized(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}
