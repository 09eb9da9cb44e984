import { expect, test } from 'vitest';
import { incidentChoice } from '../../../src/slack/targets/incident-choice.ts';
import { record } from '../../cards/example-incidents.ts';

test.each([
  ['OPEN', 1, ' (Open, Critical)'],
  ['RESOLVED', 5, ' (Resolved, No impact)'],
  ['A state that AWS may add, at great length', 2, '…, High)'],
])('an option has as much of the title as fits beside %s, so that it is found by its words', (status, impact, end) => {
  const title = Array.from({ length: 50 }, (_, index) => `w${index}`).join(' ');
  const { text } = incidentChoice({ ...record, title, status, impact });
  expect(text).toMatch(/^w0 w1 w2/);
  expect(text.endsWith(end)).toBe(true);
  expect(text.length).toBeLessThanOrEqual(75);
  expect(text.length).toBeGreaterThan(70);
});
