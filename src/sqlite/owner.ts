import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names the set of processes whose numbers mean the same to each other. On Linux: one boot of one machine and one PID
 * namespace. A host name is not enough: two containers may have the same one, and the same process number.
 * @returns a name that no other process shares, where the system does not tell
 * @see https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
function processScope(): string {
  if (process.platform !== 'linux') return hostname();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return randomUUID();
  }
}

const scope = processScope();

/** A new owner of claims: a random id, with what lets others of this machine see that its process has ended. */
export const newOwner = (processId: number): string => `${scope} ${processId} ${randomUUID()}`;

/**
 * Whether the process of an owner has certainly ended. Where that cannot be known, its claims end with their lease.
 * @param own the owner that asks
 * @param alive whether a process of this scope runs
 */
export function isGone(holder: string, own: string, alive: (processId: number) => boolean): boolean {
  const [its, processId] = holder.split(' ');
  const [ours] = own.split(' ');
  return its === ours && !alive(Number(processId));
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
