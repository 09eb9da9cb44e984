import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './self-signed-certificate.ts';

/** Signs messages as SNS does, with its own key and certificate. */
export interface Signer {
  certificate: string;
  /** File name of the certificate, in SNS's form. */
  certificateName: string;
  /** @returns base64 */
  sign(fields: Readonly<Record<string, string | undefined>>, version: string): string;
}

const dayMs = 86_400_000;
// Fields in the order in which they are signed; absent fields are left out.
const signedNames = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** Generates a 2048-bit RSA key and a certificate that is valid for a year. */
export async function createSigner(nowMs: number): Promise<Signer> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const certificate = selfSignedCertificate({
    publicKey,
    privateKey,
    commonName: 'sns.amazonaws.com',
    validFromMs: nowMs - dayMs,
    validToMs: nowMs + 365 * dayMs,
  });
  return {
    certificate,
    certificateName: `SimpleNotificationService-${randomBytes(16).toString('hex')}.pem`,
    sign(fields, version) {
      const text = signedNames
        .flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`]))
        .join('');
      return sign(version === '2' ? 'sha256' : 'sha1', Buffer.from(text), privateKey).toString('base64');
    },
  };
}
