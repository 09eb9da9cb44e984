import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Identifies the scope in which process ids are unique. On Linux: one boot of one machine, and one PID namespace. A host
 * name is not enough: two containers may have the same one, and the same process id.
 * @returns a random name when the scope cannot be determined
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

/** A new owner of claims: a random id with the scope and the process id, by which others can see that it has ended. */
export const newOwner = (processId: number): string => `${scope} ${processId} ${randomUUID()}`;

/**
 * Whether the process of an owner has certainly ended. If that cannot be known, its claims end with their lease.
 * @param own the owner of the calling process
 * @param alive whether a process of this scope is running
 */
export function isGone(owner: string, own: string, alive: (processId: number) => boolean): boolean {
  const [its, processId] = owner.split(' ');
  const [ours] = own.split(' ');
  return its === ours && !alive(Number(processId));
}

/** Whether a process is running. EPERM means that it runs as another user. */
export function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
