import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { type ButtonName, buttonNames } from '../../../src/actions/actions.ts';
import type { CardMessage } from '../../../src/cards/block-kit/blocks.ts';
import { faultOf } from '../../../src/cards/block-kit/fit-message.ts';
import { phoneLines, unitsWithin } from '../../../src/cards/block-kit/phone-lines.ts';
import { goneCard } from '../../../src/cards/surfaces/gone-card.ts';
import { incidentCard } from '../../../src/cards/surfaces/incident-card.ts';
import { plainCard, renderCard } from '../../../src/cards/surfaces/render-card.ts';
import { mentionLine } from '../../../src/cards/surfaces/thread-message.ts';
import { oneLine } from '../../../src/cards/text/clean-text.ts';
import { nextStep } from '../../../src/cards/words/attention-words.ts';
import { ageWords, stateName } from '../../../src/cards/words/state-words.ts';
import { attentionOf } from '../../../src/incidents/attention.ts';
import { impactName } from '../../../src/incidents/impact.ts';
import { leadOf } from '../../../src/incidents/people/responders.ts';
import type { IncidentRecord } from '../../../src/incidents/record.ts';
import { awaitsApproval } from '../../../src/incidents/runbook.ts';
import type { IncidentSnapshot } from '../../../src/incidents/snapshot.ts';
import { arnOf } from '../../support/arn-of.ts';
import { anyNow, anyRecord, anyView } from '../arbitrary-view.ts';
import { liveThings, messageFaults } from '../slack-limits.ts';

/** CARD_CASES=1000000 makes a long run. */
const numRuns = Number(process.env.CARD_CASES ?? 10_000);
const timeout = Math.max(120_000, numRuns * 60);

const allActions: ReadonlySet<ButtonName> = new Set(buttonNames);
/** The longest link that Slack's button takes. */
const longestLink = (words: string) => ({
  plan: '*',
  words: words.padEnd(75, words),
  template: 'https://incidents.example.org/'.padEnd(3000, 'x'),
});
const anyOptions = fc.record({
  now: anyNow,
  watched: fc.boolean(),
  actions: fc.constantFrom(allActions, new Set<ButtonName>(), new Set<ButtonName>(['refresh', 'timeline', 'details'])),
  links: fc.constantFrom(
    { region: 'eu-west-1' },
    { region: '' },
    { region: 'eu-west-1', template: 'https://incidents.example.org/{region}/{account}/{plan}/{id}?arn={encodedArn}' },
    { region: 'eu-west-1', cardLinks: [longestLink('A'), longestLink('B'), longestLink('C')] },
  ),
});
const ownHosts = [
  'console.aws.amazon.com',
  'console.amazonaws-us-gov.com',
  'console.amazonaws.cn',
  'incidents.example.org',
];

/** All a reader sees of a message: plain text as it is, mrkdwn with Slack's escapes undone. */
function seen(message: CardMessage): string {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('text' in value && typeof value.text === 'string' && 'type' in value) {
      const { text } = value;
      const unescaped = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
      found.push(value.type === 'mrkdwn' ? unescaped : text);
    }
    Object.values(value).forEach(visit);
  };
  visit(message.blocks);
  return found.join('\n');
}

/** How bad, since when, who is on it and what next stand in the notification text, whatever the record holds. */
function expectStory({ text }: CardMessage, snapshot: IncidentSnapshot, now: number): void {
  const { record } = snapshot;
  expect(text.length).toBeLessThanOrEqual(200);
  expect(text).toContain(impactName(record.impact));
  expect(text).toContain(ageWords(record, now));
  const who = leadOf(snapshot) === undefined ? '' : 'leads.';
  const silence = attentionOf(snapshot, now).some(({ kind }) => kind === 'not_acknowledged');
  expect(text).toContain(silence ? 'acknowledged' : who);
  // A state that AWS may add is shown at its full length, and long names of people come first.
  const isKnown = record.status === 'OPEN' || record.status === 'RESOLVED';
  if (isKnown && snapshot.responders === undefined) expect(text).toContain(nextStep(snapshot, now).slice(0, 7));
}

function expectTruth(message: CardMessage, record: IncidentRecord): void {
  const words = seen(message);
  const title = /[^\s\p{M}\p{Cc}\p{Cf}]/u.test(oneLine(record.title)) ? oneLine(record.title) : 'Untitled incident';
  // A cut title keeps its beginning.
  expect(words).toContain(
    unitsWithin(title, 30) === title.length ? title : title.slice(0, unitsWithin(title, 16)).trimEnd(),
  );
  expect(words).toContain(impactName(record.impact));
  if (record.status === 'OPEN') expect(words).toMatch(/open/i);
  if (record.status === 'RESOLVED') expect(words).toContain('Resolved');
  expect(words).toContain(record.arn.arn);
  expect(message.text).toContain(impactName(record.impact));
}

test.prop([anyView, anyOptions], { numRuns })(
  'the card of any record is within all limits, tells the truth and holds nothing live',
  (snapshot, options) => {
    const card = incidentCard(snapshot, options);
    expect(messageFaults(card)).toEqual([]);
    expect(faultOf(card)).toBeUndefined();
    expect(liveThings(card, ownHosts)).toEqual([]);
    expectTruth(card, snapshot.record);
    const buttons = card.blocks.findIndex(({ type }) => type === 'actions');
    expect(phoneLines(card.blocks.slice(0, buttons === -1 ? -2 : buttons))).toBeLessThanOrEqual(12);
    const [row] = card.blocks.filter((block) => block.type === 'actions');
    const ids = (row?.elements ?? []).filter(({ type }) => type === 'button').map(({ action_id: id = '' }) => id);
    expect(ids.length).toBeLessThanOrEqual(4);
    const links = ids.filter((id) => id.startsWith('incident:link-'));
    expect(links).toEqual(['incident:link-1', 'incident:link-2'].slice(0, links.length));
    expect(ids.length - links.length).toBeGreaterThanOrEqual(Math.min(1, options.actions.size));
    expectStory(card, snapshot, options.now);
    expect(phoneLines(card.blocks.filter(({ type }) => type === 'rich_text'))).toBeLessThanOrEqual(5);
    const waits = (snapshot.runbooks ?? []).some(awaitsApproval) && options.actions.has('approve');
    if (waits) expect(ids[0]).toBe('incident:approve');
    if (waits) expect(seen({ ...card, blocks: card.blocks.slice(0, 2) })).toContain('for approval');
  },
  timeout,
);

test.prop([anyRecord], { numRuns: Math.ceil(numRuns / 10) })(
  'the plain card of any record is within all limits and tells the truth',
  (record) => {
    const card = plainCard(record);
    const gone = goneCard({ arn: record.arn.arn, title: record.title }, record.modifiedAtMs);
    for (const message of [card, gone, mentionLine(record, 'S012AB3CD')]) {
      expect(messageFaults(message)).toEqual([]);
      expect(message.text.length).toBeLessThanOrEqual(200);
    }
    expect(liveThings(card, ownHosts)).toEqual([]);
    expectTruth(card, record);
    expect(seen(card)).toContain(
      stateName(record)
        .slice(0, 5)
        .trim()
        .replace(/[*_~`>&<].*/s, ''),
    );
  },
  timeout,
);

test('where the rich card fails the plain one is taken and the fault is reported', () => {
  const record = {
    arn: arnOf('arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c0de'),
    title: 'Checkout latency',
    status: 'OPEN',
    impact: 1,
  } as IncidentRecord;
  const faults: unknown[] = [];
  const card = renderCard(
    { record, readAtMs: 0 },
    { now: 0, links: { region: 'eu-west-1' }, actions: allActions },
    (fault) => faults.push(fault),
  );
  expect(card).toEqual(plainCard(record));
  expect(faults).toHaveLength(1);
  expect(faults[0]).toBeInstanceOf(TypeError);
});
