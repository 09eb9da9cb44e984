import { type KeyObject, X509Certificate } from 'node:crypto';
import { NotificationRefused } from './refusal.ts';

export interface CertificateKey {
  key: KeyObject;
  validFromMs: number;
  validToMs: number;
}

/** More than SNS uses in all of one's Regions at a time. */
const keptCertificates = 20;
/** Anybody can name certificates that do not exist; that must not become a flood of requests of our own. */
const fetchesAtOnce = 4;

/**
 * Answers the key of the certificate at an address. Keys are kept, failures never; those who ask for one certificate at
 * the same time share one fetch.
 */
export function certificateKeys(fetchCertificate: FetchCertificate): (url: string) => Promise<CertificateKey> {
  const kept = new Map<string, CertificateKey>();
  const fetching = new Map<string, Promise<CertificateKey>>();

  async function load(url: string): Promise<CertificateKey> {
    try {
      const key = readCertificate(await fetchCertificate(url));
      const [oldest] = kept.keys();
      if (kept.size >= keptCertificates && oldest !== undefined) kept.delete(oldest);
      kept.set(url, key);
      return key;
    } catch (cause) {
      if (cause instanceof NotificationRefused) throw cause;
      throw unavailable(String(cause), { cause });
    } finally {
      fetching.delete(url);
    }
  }

  return async (url) => {
    const known = kept.get(url) ?? fetching.get(url);
    if (known !== undefined) return known;
    if (fetching.size >= fetchesAtOnce) throw unavailable('too many certificates are being fetched');
    const loading = load(url);
    fetching.set(url, loading);
    return loading;
  };
}

/** What is no certificate may be a proxy's error page: that passes. A certificate of another kind does not. */
function readCertificate(pem: string): CertificateKey {
  const certificate = new X509Certificate(pem);
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw new NotificationRefused('bad_certificate', "The signing certificate's key is not RSA of 2048 bits or more.");
  }
  return { key, validFromMs: Date.parse(certificate.validFrom), validToMs: Date.parse(certificate.validTo) };
}

const unavailable = (why: string, options?: ErrorOptions) =>
  new NotificationRefused('certificate_unavailable', `SNS's signing certificate could not be read: ${why}.`, options);

// The whole text is compared, so that nothing (user information, port, query, fragment, dots, escapes) has room in it.
const snsCertificate =
  /^https:\/\/sns\.([a-z0-9-]{1,30})\.amazonaws\.com(\.cn)?\/SimpleNotificationService-[0-9a-f]{16,64}\.pem$/;

/** Whether a certificate may be fetched from `url` for a message of this topic. */
export type CertificateUrlRule = (url: string, topicArn: string) => boolean;

/**
 * AWS's own place for SNS's certificates, in the topic's own Region and partition.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const isSnsCertificateUrl: CertificateUrlRule = (url, topicArn) => {
  const match = snsCertificate.exec(url);
  const [, partition, , region] = topicArn.split(':');
  return match !== null && match[1] === region && (match[2] !== undefined) === (partition === 'aws-cn');
};

/** Gets the text of a certificate; rejects where it cannot. */
export type FetchCertificate = (url: string) => Promise<string>;

const timeoutMs = 3000;
/** SNS's certificates have about 2 KB. */
const maximumBytes = 32 * 1024;

/** Fetches a certificate: no redirects, at most 3 seconds and 32 KiB, status 200 only. */
export const fetchCertificate: FetchCertificate = async (url) => {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  try {
    if (response.status !== 200) throw new Error(`the certificate's host answered ${response.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maximumBytes) throw new Error(`the certificate has more than ${maximumBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } finally {
    // Leaving the loop has closed the body already; a refused status has not.
    if (response.body?.locked === false) await response.body.cancel();
  }
};
