import { randomUUID } from 'node:crypto';

/** Creates a receipt handle, a new one for each receive. */
export function handleOf(messageId: string, queue: string): string {
  return Buffer.from([messageId, queue, randomUUID()].join(' ')).toString('base64');
}

/** The message of a receipt handle; `undefined` when it is not from this queue. */
export function idOf(handle: string, queue: string): string | undefined {
  const [messageId, name, nonce, ...rest] = Buffer.from(handle, 'base64').toString().split(' ');
  return name === queue && nonce !== undefined && rest.length === 0 ? messageId : undefined;
}
