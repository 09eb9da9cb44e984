import { z } from 'zod';
import { topicArnPattern } from '../../aws-names.ts';
import { isJsonObject, type JsonObject } from '../understand/json-fields.ts';
import { NotificationRefused } from './refusal.ts';

/** An SNS message, from any transport. All text is as it was signed. */
export interface SnsMessage {
  type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  messageId: string;
  topicArn: string;
  /** The published text; untrusted. */
  message: string;
  /** At most 100 characters, by SNS's limit; untrusted. */
  subject?: string;
  /** For `ConfirmSubscription`; only on the two confirmation types. */
  token?: string;
  /** Part of the signature of the confirmation types. Must never be fetched. */
  subscribeUrl?: string;
  /** The original text, as signed. */
  timestamp: string;
  timestampMs: number;
  signatureVersion: string;
  /** Base64. */
  signature: string;
  signingCertUrl: string;
}

/**
 * The largest envelope, in bytes: room for a message of 256 KiB (SNS's limit for HTTPS) with every second character
 * escaped in JSON, or one of 1 MiB (the limit for SQS and Lambda) with usual escaping.
 * @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
 */
export const maximumEnvelopeBytes = 2 * 1024 * 1024;

const topicArn = new RegExp(`^${topicArnPattern}$`);

// The signature covers the fields as lines. Only the message, which comes first, may contain line breaks: otherwise two
// different envelopes could have the same signature.
const line = (max: number) => bounded(max, /^[^\r\n]+$/);

/** Checks the type first: zod's `max` alone would also read the `length` of an object. */
function bounded(max: number, pattern?: RegExp) {
  const text = z.string().max(max);
  return z.string().pipe(pattern === undefined ? text : text.regex(pattern));
}

const envelopeSchema = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
  TopicArn: bounded(350, topicArn),
  Message: bounded(1_048_576),
  Subject: bounded(400, /^[^\r\n]*$/).nullish(),
  Token: line(2000).optional(),
  SubscribeURL: line(4000).optional(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: line(10),
  Signature: z.string().regex(/^[A-Za-z0-9+/]{1,2000}={0,2}$/),
  SigningCertURL: line(500),
});

/**
 * Parses the body of a `POST` from SNS. The content type is ignored: SNS sends `text/plain`.
 * @throws NotificationRefused `raw_delivery`, `too_large`, `malformed`
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function parseHttpsBody(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: Uint8Array,
): SnsMessage {
  if (String(headers['x-amz-sns-rawdelivery']).toLowerCase() === 'true') throw rawDelivery();
  if (body.byteLength > maximumEnvelopeBytes) throw tooLarge(body.byteLength);
  return parseEnvelope(parse(decode(body)));
}

/**
 * Parses the body of an SQS message that SNS sent.
 * @throws NotificationRefused `raw_delivery` (the body is not an envelope), `too_large`, `malformed`
 */
export function parseSqsBody(body: string): SnsMessage {
  if (body.length > maximumEnvelopeBytes) throw tooLarge(body.length);
  let envelope: unknown;
  try {
    envelope = JSON.parse(body);
  } catch {
    throw rawDelivery();
  }
  if (!isJsonObject(envelope) || !Object.hasOwn(envelope, 'TopicArn')) throw rawDelivery();
  return parseEnvelope(envelope);
}

/**
 * Parses one element of `Records` of the event with which SNS invokes a Lambda function.
 * @throws NotificationRefused `malformed`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function parseLambdaRecord(record: unknown): SnsMessage {
  if (!isJsonObject(record) || record.EventSource !== 'aws:sns') throw malformed('not a record of an SNS event');
  return parseEnvelope(record.Sns);
}

function parseEnvelope(value: unknown): SnsMessage {
  if (!isJsonObject(value)) throw malformed('not a JSON object');
  const result = envelopeSchema.safeParse(withOneSpelling(value));
  if (!result.success) {
    const fields = new Set(result.error.issues.map(({ path }) => path.join('.')));
    throw malformed(`wrong or missing: ${[...fields].join(', ')}`);
  }
  const { data } = result;
  const confirmation = data.Type !== 'Notification';
  if (confirmation && (data.Token === undefined || data.SubscribeURL === undefined)) {
    throw malformed('wrong or missing: Token, SubscribeURL');
  }
  return {
    type: data.Type,
    messageId: data.MessageId,
    topicArn: data.TopicArn,
    message: data.Message,
    ...(typeof data.Subject === 'string' && { subject: data.Subject }),
    ...(confirmation && { token: data.Token, subscribeUrl: data.SubscribeURL }),
    timestamp: data.Timestamp,
    timestampMs: Date.parse(data.Timestamp),
    signatureVersion: data.SignatureVersion,
    signature: data.Signature,
    signingCertUrl: data.SigningCertURL,
  };
}

/** Lambda events spell it `SigningCertUrl`. Keys that differ only by case are an attack: SNS never sends them. */
function withOneSpelling(envelope: JsonObject): JsonObject {
  const seen = new Set<string>();
  for (const key of Object.keys(envelope)) {
    const folded = key.toLowerCase();
    if (seen.has(folded)) throw malformed('two keys differ only by case');
    if (folded === '__proto__') throw malformed('it has a key that no envelope has');
    seen.add(folded);
  }
  const { SigningCertUrl, ...rest } = envelope;
  return SigningCertUrl === undefined ? rest : { ...rest, SigningCertURL: SigningCertUrl };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('not JSON', { cause });
  }
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw malformed('not UTF-8', { cause });
  }
}

const malformed = (why: string, options?: ErrorOptions) =>
  new NotificationRefused('malformed', `Not an SNS envelope: ${why}.`, options);

const tooLarge = (bytes: number) =>
  new NotificationRefused('too_large', `SNS envelope of ${bytes} bytes refused: at most ${maximumEnvelopeBytes}.`);

const rawDelivery = () =>
  new NotificationRefused(
    'raw_delivery',
    'Raw message delivery refused: it carries no topic and no signature. ' +
      'Set RawMessageDelivery to false on the subscription.',
  );
