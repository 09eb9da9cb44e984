/** No fault: long work has saved its progress and goes on in the next job. */
export class NotFinished extends Error {
  override readonly name = 'NotFinished';
}

/** Long work goes on in another job after so long, in milliseconds: well before a function of a minute ends. */
export const partMs = 10_000;
