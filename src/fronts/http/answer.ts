import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** What a front answers. */
export interface HttpAnswer {
  status: number;
  /** JSON when it is an object, plain text otherwise. */
  body?: string | object;
}

/** Sends an answer and nothing else: no header tells what runs here. */
export function sendAnswer(response: ServerResponse, { status, body = '' }: HttpAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** A header that must come once; `undefined` when it is absent or doubled. */
export function oneHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
