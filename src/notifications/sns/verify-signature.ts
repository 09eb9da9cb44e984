import { verify } from 'node:crypto';
import {
  type CertificateKey,
  type CertificateUrlRule,
  certificateKeys,
  type FetchCertificate,
  fetchCertificate as fetchByHttps,
  isSnsCertificateUrl,
} from './certificate-keys.ts';
import type { SnsMessage } from './envelope.ts';
import { NotificationRefused } from './refusal.ts';

export interface SignatureVerifierOptions {
  now: () => number;
  fetchCertificate?: FetchCertificate;
  /** AWS's own place by default; the sandbox trusts its own host instead. */
  trustsCertificateUrl?: CertificateUrlRule;
}

/** Verifies a message's signature. @throws NotificationRefused when it is wrong, or cannot be verified now */
export type SignatureVerifier = (message: SnsMessage) => Promise<void>;

/** By signature version. SHA-1 is the default of SNS topics. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['1', 'sha1'],
  ['2', 'sha256'],
]);

/**
 * Creates a verifier with its own certificate cache. A valid signature proves only that *some* SNS topic sent the message:
 * callers must check the topic first.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function createSignatureVerifier({
  now,
  fetchCertificate = fetchByHttps,
  trustsCertificateUrl = isSnsCertificateUrl,
}: SignatureVerifierOptions): SignatureVerifier {
  const keyAt = certificateKeys(fetchCertificate);

  return async function verifySignature(message) {
    const hash = hashes.get(message.signatureVersion);
    if (hash === undefined) {
      throw new NotificationRefused(
        'bad_signature',
        `Signature version of a message of ${message.topicArn} is not accepted here (1 and 2 are). ` +
          'Set SignatureVersion to 2 on the topic.',
      );
    }
    if (!trustsCertificateUrl(message.signingCertUrl, message.topicArn)) {
      throw new NotificationRefused(
        'bad_certificate_url',
        `A message for ${message.topicArn} names a certificate that is not at SNS of the topic's Region: forged.`,
      );
    }
    const certificate = await keyAt(message.signingCertUrl);
    checkDates(certificate, now());
    const signature = Buffer.from(message.signature, 'base64');
    if (!verify(hash, Buffer.from(signedText(message)), certificate.key, signature)) {
      throw new NotificationRefused('bad_signature', `The signature of a message for ${message.topicArn} is wrong.`);
    }
  };
}

function checkDates({ validFromMs, validToMs }: CertificateKey, nowMs: number): void {
  // Written so that an invalid date (NaN) refuses too.
  if (nowMs >= validFromMs && nowMs <= validToMs) return;
  throw new NotificationRefused('bad_certificate', "SNS's signing certificate is not valid at this time.");
}

/**
 * The text that SNS signs: the name and the value of each field, each on its own line, in alphabetical order, without an
 * absent subject.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function signedText(message: SnsMessage): string {
  const fields: [string, string | undefined][] =
    message.type === 'Notification'
      ? [
          ['Message', message.message],
          ['MessageId', message.messageId],
          ['Subject', message.subject],
          ['Timestamp', message.timestamp],
          ['TopicArn', message.topicArn],
          ['Type', message.type],
        ]
      : [
          ['Message', message.message],
          ['MessageId', message.messageId],
          ['SubscribeURL', message.subscribeUrl],
          ['Timestamp', message.timestamp],
          ['Token', message.token],
          ['TopicArn', message.topicArn],
          ['Type', message.type],
        ];
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
}
