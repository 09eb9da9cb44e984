import { describe, expect, test } from 'vitest';
import { decide, type Question, type Verdict, type What, type Where, type Who } from '../../src/gate/decide.ts';

const everyWho: readonly Who[] = ['inside', 'outside', 'app'];
const everyWhere: readonly Where[] = ['not shared', 'shared', 'unknown', 'none'];
const everyWhat: readonly What[] = ['watched incident', 'anything else'];

const questions = everyWho.flatMap((who) =>
  everyWhere.flatMap((where) =>
    everyWhat.flatMap((what) =>
      (['channel', 'requester'] as const).flatMap((seenBy) =>
        [true, false].map((passive): Question => ({ who, where, what, seenBy, passive })),
      ),
    ),
  ),
);
const verdictOn = (question: Partial<Question>): Verdict =>
  decide({
    who: 'inside',
    where: 'not shared',
    what: 'anything else',
    seenBy: 'channel',
    passive: false,
    ...question,
  });

describe('all possible questions', () => {
  test('a person of another organisation never gets an answer', () => {
    const answers = questions.filter(({ who }) => who === 'outside').map(decide);
    expect(new Set(answers)).toEqual(new Set(['refuse', 'drop']));
  });

  test('a whole channel is shown only what it is known to be for, or what is watched there', () => {
    for (const question of questions.filter((each) => decide(each) === 'channel')) {
      expect(question.where === 'not shared' || question.what === 'watched incident').toBe(true);
      expect(question.where).not.toBe('none');
    }
  });

  test('what was not requested is never shown to one person alone', () => {
    const answers = questions.filter(({ who }) => who === 'app').map(decide);
    expect(new Set(answers)).toEqual(new Set(['channel', 'drop']));
  });
});

test.each<[Partial<Question>, Verdict]>([
  [{}, 'channel'],
  [{ where: 'shared' }, 'refuse'],
  [{ where: 'shared', what: 'watched incident' }, 'channel'],
  [{ where: 'unknown' }, 'requester'],
  [{ where: 'unknown', what: 'watched incident' }, 'channel'],
  [{ where: 'none' }, 'requester'],
  [{ where: 'shared', seenBy: 'requester' }, 'requester'],
  [{ who: 'app', where: 'unknown' }, 'drop'],
  [{ who: 'app', where: 'shared' }, 'drop'],
  [{ who: 'outside', what: 'watched incident', where: 'shared' }, 'refuse'],
  [{ who: 'outside', passive: true }, 'drop'],
])('%j is decided as %s', (question, verdict) => {
  expect(verdictOn(question)).toBe(verdict);
});
