import type { Broken } from '../world.ts';
import type { DeadLetter } from './dead-letters.ts';

/** The reason of the app for a job that was received too often to be tried again. */
const untriedReason = /too many attempts/;

/**
 * Nothing is given up untried: SQS's redrive policy moves no job, and every job that the app gave up had reached a worker.
 * @param handed how often a job reached a worker, by `jobKey`
 */
export function givenUpAfterTries(letters: readonly DeadLetter[], handed: ReadonlyMap<string, number>): Broken[] {
  return letters.flatMap(({ parked, body }): Broken[] => {
    const tries = handed.get(jobKey(body)) ?? 0;
    const isTried = parked !== undefined && tries >= 1 && !untriedReason.test(parked.reason);
    return isTried
      ? []
      : [{ invariant: 'nothing is given up untried', facts: `${tries} tries of ${body.slice(0, 600)}` }];
  });
}

/** Identifies a job in a message's body. A delayed job becomes another message of the same job when it is due. */
export function jobKey(body: string): string {
  const { group, job } = JSON.parse(body) as { group: string; job: unknown };
  return JSON.stringify([group, job]);
}
