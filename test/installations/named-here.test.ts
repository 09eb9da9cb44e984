import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { withWorkspace } from '../../src/current-workspace.ts';
import { mentionsHere, namedHere } from '../../src/installations/named-here.ts';

const within = <T>(teamId: string, work: () => T, enterpriseId = '') => withWorkspace({ teamId, enterpriseId }, work);

test('a group is one of the workspace that it names, else of the first', () => {
  expect(within('T02', () => namedHere('T02:S02', 'T01'))).toBe('S02');
  expect(within('T01', () => namedHere('T02:S02', 'T01'))).toBeUndefined();
  expect(within('T01', () => namedHere('S01', 'T01'))).toBe('S01');
  expect(within('T02', () => namedHere('S01', 'T01'))).toBeUndefined();
  expect(within('T02', () => namedHere('S01', 'E01'), 'E01')).toBe('S01');
});

test('with one token there is one workspace', () => {
  expect([namedHere('S01', undefined), namedHere('T01:S01', undefined)]).toEqual(['S01', 'S01']);
});

test('an impact has one mention in each workspace', () => {
  const { mentions } = readConfig({ MENTIONS: '1=S01,1=T02:S02,2=T02:S03' });
  const at = (teamId: string, impact: number) => within(teamId, () => mentionsHere(mentions, 'T01').get(impact));
  expect([at('T01', 1), at('T02', 1), at('T01', 2), at('T02', 2), at('T03', 1)]).toEqual([
    'S01',
    'S02',
    undefined,
    'S03',
    undefined,
  ]);
  expect(() => readConfig({ MENTIONS: '1=T02:S02,1=T02:S03' })).toThrow(/^MENTIONS: /);
});
