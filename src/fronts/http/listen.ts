import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../errors.ts';

/**
 * Starts a server on `port`, or on one of the next ports if it is in use.
 * @param tries the number of ports to try; default 1
 * @param variable the variable that names the port
 * @returns the port that the server listens on
 * @throws AppError `configuration` when it cannot listen on the address or the port
 */
export async function listen(
  server: Server,
  port: number,
  host: string,
  { tries = 1, variable = 'PORT' }: { tries?: number; variable?: 'PORT' | 'METRICS_PORT' } = {},
): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await listenOnce(server, port === 0 ? 0 : port + attempt, host);
    } catch (error) {
      const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!busy || port === 0 || attempt + 1 >= tries || port + attempt >= 65_535)
        throw refused(error, variable, port, host);
    }
  }
}

function refused(error: unknown, variable: string, port: number, host: string): unknown {
  const line = lineFor((error as NodeJS.ErrnoException).code, variable, port, host);
  return line === undefined ? error : new AppError('configuration', line, { cause: error });
}

function lineFor(code: string | undefined, variable: string, port: number, host: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `${variable}: found ${port}, which another program listens on, expected a free port`;
    case 'EACCES':
      return `${variable}: found ${port}, which this user may not listen on, expected a port from 1024 to 65535`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST: found ${JSON.stringify(host)}, expected an address of this machine like 127.0.0.1 or 0.0.0.0`;
    default:
      return undefined;
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

/** Stops accepting requests and waits for the current ones. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
