import { describe, expect, test } from 'vitest';
import { contactsOf, ownPart, type People } from '../../src/incidents/people/own-part.ts';
import { assigned, leadRole, noResponders } from '../../src/incidents/people/responders.ts';

const ana = { id: 'U1', name: 'Ana' };
const leads = assigned(noResponders, { kind: 'role', name: leadRole, person: ana, by: ana, atMs: 1 });
const onIt = assigned(noResponders, { kind: 'on it', person: ana, atMs: 1 });
const scribes = assigned(noResponders, { kind: 'role', name: 'scribe', person: ana, by: ana, atMs: 1 });
const page = { arn: 'e', contactArn: 'plan', pagedArns: ['ana', 'ben'] };
const byAna = { ...page, acknowledgedAtMs: 1, acknowledgedBy: { contactArn: 'ana' } };
const byBen = { ...page, acknowledgedAtMs: 1, acknowledgedBy: { contactArn: 'ben' } };

describe('what a person has to do with an incident', () => {
  test.each<[string, People, string | undefined]>([
    ['the lead, whatever else', { responders: leads, engagements: [byAna] }, 'lead'],
    ['acknowledged through a plan', { engagements: [byAna] }, 'acknowledged'],
    ['acknowledged in person', { engagements: [{ arn: 'e', contactArn: 'ana', acknowledgedAtMs: 1 }] }, 'acknowledged'],
    ['paged, and someone else acknowledged', { engagements: [byBen] }, 'paged'],
    ['paged in person', { engagements: [{ arn: 'e', contactArn: 'ana' }] }, 'paged'],
    ['on it', { responders: onIt }, 'on it'],
    ['another role', { responders: scribes }, 'on it'],
    [
      'none: someone else was paged',
      { responders: noResponders, engagements: [{ arn: 'e', contactArn: 'ben' }] },
      undefined,
    ],
    ['none: nothing is known', {}, undefined],
  ])('%s', (_, people, part) => {
    expect(ownPart(people, 'U1', new Set(['ana']))).toBe(part);
  });
});

test('the contacts of an incident are those who were paged, directly or through a plan, and those who acknowledged', () => {
  expect(contactsOf({ engagements: [byBen, { arn: 'f', contactArn: 'chiyo' }] })).toEqual([
    'plan',
    'ana',
    'ben',
    'chiyo',
  ]);
});
