/** Thrown by long work that has saved its progress and continues in the next job. Not a failure. */
export class NotFinished extends Error {
  override readonly name = 'NotFinished';
}

/** How long one job of long work runs, in milliseconds. Well below a job's deadline. */
export const partMs = 10_000;
