import { type KeyObject, X509Certificate } from 'node:crypto';
import { regionPattern } from '../../aws-names.ts';
import { NotificationRefused } from './refusal.ts';

export interface CertificateKey {
  key: KeyObject;
  validFromMs: number;
  validToMs: number;
}

/** The most certificates cached: more than SNS uses at a time in all Regions of a deployment. */
const maxCached = 20;
/** The most concurrent fetches. Forged messages can name many certificates; they must not cause a flood of requests. */
const maxFetches = 4;

/**
 * Creates a function that returns the key of the certificate at a URL. Keys are cached, failures are not; concurrent
 * callers share one fetch.
 * @returns a function that throws NotificationRefused `certificate_unavailable` or `bad_certificate`
 */
export function certificateKeys(fetchCertificate: FetchCertificate): (url: string) => Promise<CertificateKey> {
  const kept = new Map<string, CertificateKey>();
  const fetching = new Map<string, Promise<CertificateKey>>();

  async function load(url: string): Promise<CertificateKey> {
    try {
      const key = parseCertificate(await fetchCertificate(url));
      const [oldest] = kept.keys();
      if (kept.size >= maxCached && oldest !== undefined) kept.delete(oldest);
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
    if (fetching.size >= maxFetches) throw unavailable('too many certificates are being fetched');
    const loading = load(url);
    fetching.set(url, loading);
    return loading;
  };
}

/** Throws for text that is not a certificate, such as a proxy's error page: that is temporary. A wrong key is not. */
function parseCertificate(pem: string): CertificateKey {
  const certificate = new X509Certificate(pem);
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw new NotificationRefused('bad_certificate', "The signing certificate's key is not RSA of 2048 bits or more.");
  }
  return { key, validFromMs: Date.parse(certificate.validFrom), validToMs: Date.parse(certificate.validTo) };
}

const unavailable = (why: string, options?: ErrorOptions) =>
  new NotificationRefused('certificate_unavailable', `SNS's signing certificate could not be read: ${why}.`, options);

// Matches the whole text, which excludes user information, ports, queries, fragments, dot segments and escapes.
const snsCertificate = new RegExp(
  String.raw`^https://sns\.(${regionPattern})\.amazonaws\.com(\.cn)?/SimpleNotificationService-[0-9a-f]{16,64}\.pem$`,
);

/** Whether a certificate may be fetched from `url` for a message of this topic. */
export type CertificateUrlRule = (url: string, topicArn: string) => boolean;

/**
 * The rule for AWS: the certificate is hosted by SNS in the topic's own Region and partition.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const isSnsCertificateUrl: CertificateUrlRule = (url, topicArn) => {
  const match = snsCertificate.exec(url);
  const [, partition, , region] = topicArn.split(':');
  return match !== null && match[1] === region && (match[2] !== undefined) === (partition === 'aws-cn');
};

/** Fetches the text of a certificate; rejects when it cannot. */
export type FetchCertificate = (url: string) => Promise<string>;

const timeoutMs = 3000;
/** SNS's certificates are about 2 KB. */
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
    // Leaving the loop closes the body; an unexpected status does not.
    if (response.body?.locked === false) await response.body.cancel();
  }
};
