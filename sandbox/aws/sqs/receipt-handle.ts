import { randomUUID } from 'node:crypto';

/** Makes a receipt handle, another one at each receipt. */
export function handleOf(messageId: string, queue: string): string {
  return Buffer.from([messageId, queue, randomUUID()].join(' ')).toString('base64');
}

/** The message a receipt handle stands for; `undefined` where it is none of this queue's. */
export function idOf(handle: string, queue: string): string | undefined {
  const [messageId, name, nonce, ...rest] = Buffer.from(handle, 'base64').toString().split(' ');
  return name === queue && nonce !== undefined && rest.length === 0 ? messageId : undefined;
}
