import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body as it came. By events: the stream's iterator would cost as much as all else of a request.
 * @returns `undefined` when it is longer than `limit` bytes: nothing more of it is kept
 * @throws when the sender goes away before the end
 */
export function readHttpBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) return resolve(undefined);
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= limit) return void chunks.push(chunk);
      request.off('data', take).pause();
      resolve(undefined);
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks, length)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('the sender went away'));
    });
  });
}
