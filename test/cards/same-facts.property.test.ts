import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { workObject } from '../../src/cards/surfaces/work-object.ts';
import { utc } from '../../src/cards/text/mrkdwn.ts';
import { durationText } from '../../src/incidents/duration.ts';
import { impactName } from '../../src/incidents/impact.ts';
import { leadOf, leadRole } from '../../src/incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { openForMs, stateOf } from '../../src/incidents/state.ts';
import { accountsOf } from './every-account.ts';
import { allActions, bare, led, now, snapshot } from './example-incidents.ts';

const numRuns = Math.ceil(Number(process.env.CARD_CASES ?? 10_000) / 100);
const minute = 60_000;
const { responders: _led, ...nobodySaid } = led;

const people = ['Ana Pérez', 'Ben Okafor', 'Chiyo Tanaka'].map((name, index) => ({ id: `U${index}`, name }));
const anyPerson = fc.constantFrom(...people);
const anyRole = fc.record({
  name: fc.constantFrom(leadRole, 'scribe'),
  person: anyPerson,
  by: anyPerson,
  sinceMs: fc.constant(now - minute),
});

/** An incident whose texts are ours, so that whatever tells of impact, state, lead and time is the app's own word. */
const anyIncident = fc
  .record({
    impact: fc.integer({ min: 1, max: 5 }),
    status: fc.constantFrom('OPEN', 'RESOLVED', 'MITIGATED'),
    ageMs: fc.integer({ min: 0, max: 40 * 24 * 60 * minute }),
    openFor: fc.double({ min: 0, max: 1, noNaN: true }),
    roles: fc.uniqueArray(anyRole, { selector: ({ name }) => name, maxLength: 2 }),
    onIt: fc.uniqueArray(fc.record({ person: anyPerson, atMs: fc.constant(now) }), {
      selector: ({ person }) => person.id,
      maxLength: 2,
    }),
    knowsPeople: fc.boolean(),
    rest: fc.constantFrom<IncidentSnapshot>(bare, snapshot, nobodySaid),
  })
  .map(({ impact, status, ageMs, openFor, roles, onIt, knowsPeople, rest }): IncidentSnapshot => {
    const createdAtMs = now - ageMs;
    const resolvedAtMs = createdAtMs + Math.floor(ageMs * openFor);
    const record = { ...rest.record, title: 'Checkout', summary: 'Payments time out.', impact, status, createdAtMs };
    return {
      ...rest,
      record: status === 'RESOLVED' ? { ...record, resolvedAtMs } : record,
      ...(knowsPeople && { responders: { roles, onIt } }),
    };
  });

/** They tell of the record alone: impact, state and, but for the brief ones, time. */
const brief: readonly string[] = ['Work Object of the card', 'plain card', 'menu'];
const withoutPeople: readonly string[] = [...brief, 'question', 'OpsItem card'];
/** Where the resolution is the news, it stands alone. */
const ofTheEnd: readonly string[] = ['digest', 'status update'];

const found = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap((match) => match.slice(1).find((part) => part !== undefined) ?? [])),
];

function impactsIn(text: string): string[] {
  // What a person may choose is not what the surface says.
  const said = text.replaceAll(/"edit":\{.*?\]/g, '');
  return found(said, /\b(Critical|High|Medium|Low|No impact)\b/g);
}

const states = {
  open: /\bopen(?:ed)? (?:for|since|after|<|\d|under)|"Open"|\*Open\*|· Open\b|\(Open|State: Open|, open/i,
  resolved: /\bResolved\*? (?:after|<)|✅ Checkout, after|"Resolved|State: Resolved|\(Resolved|· Resolved\b/,
  other: /MITIGATED/i,
};
const statesIn = (text: string): string[] =>
  Object.entries(states).flatMap(([state, words]) => (words.test(text) ? [state] : []));

const leadsIn = (text: string): string[] =>
  found(
    text,
    /Lead: \*?(\p{Lu}\p{L}+ \p{Lu}\p{L}+)|(\p{Lu}\p{L}+ \p{Lu}\p{L}+) leads|"label":"Lead","user":\{"text":"([^"]+)/gu,
  );

const duration = String.raw`((?:under a minute|\d+ (?:d|h|min))(?: \d+ (?:h|min))?)`;
const ages = new RegExp(String.raw`\b(?:[Oo]pen|not resolved)(?: for| after)? ${duration}`, 'g');
const lasts = new RegExp(
  String.raw`(?:Resolved\*?|Resolved: [-\d :UTC]+,|✅ Checkout,) after ${duration}|"Lasted","type":"string","value":"${duration}`,
  'g',
);
const begins =
  /\bopened <!date\^(\d+)|"date_created":\{"value":(\d+)|Started: ([-\d]+ [\d:]{5})|(?:open|mitigated) since ([-\d]+ [\d:]{5})/g;

test.prop([anyIncident], { numRuns })('a Work Object tells nothing twice', (shown) => {
  const { custom_fields = [], fields } = workObject(shown, {
    now,
    actions: allActions,
    url: 'https://example.com',
  }).entity_payload;
  const told = [
    ...custom_fields.map(({ value }) => value),
    fields && 'description' in fields && fields.description?.value,
  ];
  const lines = told.flatMap((value) => String(value).split('\n'));
  expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
});

test.prop([anyIncident], { numRuns })('every surface names the same impact, state, lead and time', (shown) => {
  const { record } = shown;
  const state = stateOf(record);
  const isOver = state === 'resolved';
  const lead = leadOf(shown)?.name;
  const age = durationText(now - record.createdAtMs);
  const lasted = durationText(openForMs(record) ?? 0);
  const begin = [String(Math.floor(record.createdAtMs / 1000)), utc(record.createdAtMs).replace(' UTC', '')];
  for (const { surface, text } of accountsOf(shown, now)) {
    const same = (what: string, named: string[], expected: string[], mayLack = false) => {
      if (mayLack && named.length === 0) return;
      expect([surface, what, named]).toEqual([surface, what, expected]);
    };
    const isNews = isOver && ofTheEnd.includes(surface);
    same('impact', impactsIn(text), [impactName(record.impact)], isNews);
    // A state that AWS may add is not the end, so the incident still counts as open.
    const named = statesIn(text).filter((each) => state !== 'other' || each !== 'open');
    same('state', named, [state]);
    same('lead', leadsIn(text), lead === undefined ? [] : [lead], isNews || withoutPeople.includes(surface));
    same('age', found(text, ages), isOver ? [] : [age], true);
    same('how long it was open', found(text, lasts), isOver ? [lasted] : [], !isOver || brief.includes(surface));
    const told = found(text, begins);
    expect([surface, told.filter((each) => !begin.includes(each))]).toEqual([surface, []]);
    if (!isOver && !brief.includes(surface))
      expect([surface, told.length + found(text, ages).length]).not.toEqual([surface, 0]);
  }
});
