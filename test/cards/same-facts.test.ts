import { expect, test } from 'vitest';
import { accountsOf } from './every-account.ts';
import { led, now, snapshot } from './example-incidents.ts';

/** They tell of the record, and of its lead at most. */
const ofRecord: readonly string[] = [
  'list',
  'digest',
  'Home',
  'room topic',
  'post-mortem',
  'question',
  'OpsItem card',
  'Work Object of the card',
  'plain card',
  'menu',
];

test.each([
  { name: 'who acknowledged', shown: snapshot, who: 'Ana Pérez' },
  { name: 'who leads, before those who acknowledged', shown: led, who: 'Ana Pérez' },
  { name: 'how many of those who were paged have acknowledged', shown: led, who: '1 of 3 paged ha' },
])('every surface that tells of people names $name', ({ shown, who }) => {
  for (const { surface, text } of accountsOf(shown, now)) {
    if (ofRecord.includes(surface)) continue;
    // The report has a line for each of them.
    if (surface !== 'report' || who === 'Ana Pérez') expect(text, surface).toContain(who);
  }
});
