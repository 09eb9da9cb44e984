import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts a server on `port`, or on the next free one.
 * @param tries how many ports to try, one after the other
 * @returns the port taken
 */
export async function listen(server: Server, port: number, host: string, tries = 20): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await listenOnce(server, port === 0 ? 0 : port + attempt, host);
    } catch (error) {
      const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!busy || port === 0 || attempt + 1 >= tries || port + attempt >= 65_535) throw error;
    }
  }
}

function listenOnce(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops taking requests and waits for those under way. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
