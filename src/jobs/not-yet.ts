/** Thrown by a job that has to wait before it changes anything. Not a failure: the worker returns it to the head of its group. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
  /** How long it has to wait, in milliseconds. */
  readonly delayMs: number;
  constructor(delayMs: number) {
    super(`not before ${delayMs} ms have passed`);
    this.delayMs = delayMs;
  }
}

/**
 * Waits in the queue instead of in the worker, so that another job has the place.
 * @param ms milliseconds
 * @throws NotYet unless there is nothing to wait for
 */
export async function waitInQueue(ms: number): Promise<void> {
  if (ms > 0) throw new NotYet(ms);
}
