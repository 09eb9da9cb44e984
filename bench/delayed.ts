import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy that delays each request, as a service in a data center would. */
export interface Delayed {
  url: string;
  close(): Promise<void>;
}

/**
 * @param target where the requests go
 * @param delayMs the delay of a request, in milliseconds
 * @param answered called when a request was answered
 */
export async function startDelayed(
  target: string,
  delayMs: (request: IncomingMessage) => number,
  answered: (request: IncomingMessage) => void = () => undefined,
): Promise<Delayed> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      setTimeout(() => {
        const { method, url: path, headers } = incoming;
        const sent = request({ hostname, port, method, path, headers }, (response) => {
          outgoing.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(outgoing).on('finish', () => answered(incoming));
        });
        sent.on('error', () => outgoing.destroy());
        sent.end(Buffer.concat(chunks));
      }, delayMs(incoming));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
