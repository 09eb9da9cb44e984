import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';

/** Encrypts what is stored, with AES-256-GCM. */
export interface Seal {
  /** @param about what the text belongs to: sealed text that is moved to another row cannot be opened there */
  seal(text: string, about: string): string;
  /** @throws AppError `configuration` when no key opens it */
  open(sealed: string, about: string): string;
  /** Whether it was sealed with another key than the first, and has to be sealed again. */
  isOld(sealed: string): boolean;
}

const version = 'v1';
const algorithm = 'aes-256-gcm';
/** Bytes of a nonce. @see https://nodejs.org/api/crypto.html#ccm-mode */
const nonceBytes = 12;

/** Names a key without telling it. */
const nameOf = (key: Buffer): string => createHash('sha256').update('name of ').update(key).digest('hex').slice(0, 8);

/**
 * @param keys of 32 bytes each, at least one: the first seals, all of them open. To replace a key, put the new one in front
 * and remove the old one once everything is sealed again
 * @example
 * const { seal, open } = createSeal([randomBytes(32)]);
 * open(seal('xoxb-1', 'T0123'), 'T0123'); // 'xoxb-1'
 */
export function createSeal(keys: readonly Buffer[]): Seal {
  const byName = new Map(keys.map((key) => [nameOf(key), key]));
  const [first] = keys;
  if (first === undefined) throw new Error('a seal needs a key');
  return {
    seal(text, about) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, first, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
      return [version, nameOf(first), ...parts].join('.');
    },
    open(sealed, about) {
      const [form, name = '', nonce = '', tag = '', text = ''] = sealed.split('.');
      const key = byName.get(name);
      if (form !== version || key === undefined) throw unopened(about);
      try {
        const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(about)).setAuthTag(Buffer.from(tag, 'base64url'));
        return decipher.update(Buffer.from(text, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw unopened(about);
      }
    },
    isOld: (sealed) => sealed.split('.')[1] !== nameOf(first),
  };
}

const unopened = (about: string): AppError =>
  new AppError(
    'configuration',
    `INSTALLATION_KEYS: none of the keys opens the token of ${about}. Add the key that sealed it, or install the app there again.`,
  );
