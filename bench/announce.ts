import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Reports the server's port to the parent process, and exits with it. */
export function announce(
  server: { address(): ReturnType<Server['address']>; listening: boolean } & Pick<Server, 'listen'>,
): void {
  const tell = (): void => void process.send?.((server.address() as AddressInfo).port);
  if (server.listening) tell();
  else server.listen(0, '127.0.0.1', tell);
  process.on('disconnect', () => process.exit(0));
}
