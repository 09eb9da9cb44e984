import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { createTurns } from '../turns.ts';
import type { EngagementsRead, ReadEngagements } from './engagements.ts';

/**
 * Reads the engagements of an incident for its cards, where no one waits for them.
 * @param fresh whether to bypass the cache, except for facts that never change
 * @returns the engagements; or the milliseconds until the incident's turn, if others come before it
 * @throws AppError when the engagements cannot be listed
 */
export type ReadEngagementsInTurn = (arn: IncidentArn, fresh: boolean) => Promise<EngagementsRead | { inMs: number }>;

/**
 * One incident after the other, at most one a second: AWS allows two lists and two pages a second, and a person who asks for
 * another incident then waits for one of these requests at most.
 */
const pace = { everyMs: 1000, atOnce: 1 };
/** The longest wait of an incident whose turn it is, in milliseconds. */
const maxWaitMs = 10_000;

export function createReadEngagementsInTurn(
  readEngagements: ReadEngagements,
  now: () => number,
): ReadEngagementsInTurn {
  const turns = createTurns({ ...pace, now });
  return async (arn, fresh) => {
    const turn = turns.take(arn.arn);
    if ('inMs' in turn) return turn;
    return readEngagements(arn, maxWaitMs, { fresh }).finally(turn.end);
  };
}
