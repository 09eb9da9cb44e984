import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body as it came.
 * @returns `undefined` when it is longer than `limit` bytes: nothing more of it is kept
 */
export async function readHttpBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
