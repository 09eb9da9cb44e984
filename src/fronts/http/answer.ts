import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** The response of a front. */
export interface HttpAnswer {
  status: number;
  /** JSON when it is an object, plain text otherwise. */
  body?: string | object;
  /** More headers, with lower-case names; they win over the content type that follows from the body. */
  headers?: Readonly<Record<string, string>>;
}

/** Sends a response without any header that identifies the server. */
export function sendAnswer(response: ServerResponse, { status, body = '', headers }: HttpAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

/** A header that may occur only once; `undefined` when it is absent or repeated. */
export function oneHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
