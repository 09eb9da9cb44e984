import { type KeyObject, X509Certificate } from 'node:crypto';
import type { FetchCertificate } from './fetch-certificate.ts';
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
