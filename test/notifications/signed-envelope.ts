import { generateKeyPairSync, sign } from 'node:crypto';
import { selfSignedCertificate } from 'slack-aws-sandbox/aws';

export const topicArn = 'arn:aws:sns:eu-west-1:111122223333:incident-chat';
export const certificateUrl =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
export const nowMs = Date.UTC(2026, 0, 1, 12);
const dayMs = 86_400_000;

export const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A certificate for `publicKey`, valid for a day before and after `nowMs`. */
export const certificate = certificateFor({ publicKey, privateKey });

export function certificateFor(keys: { publicKey: typeof publicKey; privateKey: typeof privateKey }, aroundMs = nowMs) {
  const validity = { validFromMs: aroundMs - dayMs, validToMs: aroundMs + dayMs };
  return selfSignedCertificate({ ...keys, commonName: 'sns.amazonaws.com', ...validity });
}

export type Envelope = Record<string, string>;

export const notification: Envelope = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: topicArn,
  Message: 'Hello world!',
  Timestamp: new Date(nowMs).toISOString(),
};

export const confirmation: Envelope = {
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: '2336412f37',
  TopicArn: topicArn,
  Message: 'You have chosen to subscribe to the topic.\nTo confirm, visit the SubscribeURL.',
  SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37',
  Timestamp: new Date(nowMs).toISOString(),
};

/** Signs an envelope as SNS does; implemented independently of the code under test. */
export function signed(fields: Envelope, version = '2', url = certificateUrl): Envelope {
  const names =
    fields.Type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (name in fields ? [name, fields[name]] : [])).join('\n');
  const signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(`${text}\n`), privateKey);
  return { ...fields, SignatureVersion: version, Signature: signature.toString('base64'), SigningCertURL: url };
}

export const bodyOf = (envelope: unknown) => Buffer.from(JSON.stringify(envelope));
