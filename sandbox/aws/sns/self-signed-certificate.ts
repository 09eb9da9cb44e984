import { type KeyObject, sign } from 'node:crypto';

export interface CertificateOptions {
  /** RSA keys. */
  publicKey: KeyObject;
  privateKey: KeyObject;
  commonName: string;
  validFromMs: number;
  /** Before the year 2050. */
  validToMs: number;
}

/**
 * Creates an X.509 certificate for an RSA key, signed by the same key.
 * @returns PEM
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function selfSignedCertificate(options: CertificateOptions): string {
  const name = sequence(set(sequence(commonNameOid, der(0x0c, Buffer.from(options.commonName)))));
  const toBeSigned = sequence(
    der(0x02, Buffer.from([1])),
    sha256WithRsa,
    name,
    sequence(utcTime(options.validFromMs), utcTime(options.validToMs)),
    name,
    options.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', toBeSigned, options.privateKey);
  const certificate = sequence(toBeSigned, sha256WithRsa, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** An ASN.1 value in DER: tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, Buffer.concat(parts));
const set = (...parts: readonly Buffer[]) => der(0x31, Buffer.concat(parts));
const utcTime = (timeMs: number) =>
  der(0x17, Buffer.from(`${new Date(timeMs).toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));

const commonNameOid = Buffer.from('0603550403', 'hex');
const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
