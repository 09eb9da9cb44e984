import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Tells this process from an earlier one of the same number: in a container each start has number 1. */
const started = randomUUID();

/** Under what name a process holds its claims. */
export function holderName(processId: number): string {
  return `${hostname()} ${processId} ${started}`;
}

/**
 * Whether a holder is certainly gone. Of another host nothing is known: its claims end with their lease.
 * @param own the name of the one who asks
 * @param alive whether a process of this host runs
 */
export function isGone(holder: string, own: string, alive: (processId: number) => boolean): boolean {
  const [host, processId, start] = holder.split(' ');
  const [ownHost, ownProcessId, ownStart] = own.split(' ');
  if (host !== ownHost) return false;
  if (processId === ownProcessId) return start !== ownStart;
  return !alive(Number(processId));
}

/** Asks the operating system. A process that may not be signalled runs. */
export function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
