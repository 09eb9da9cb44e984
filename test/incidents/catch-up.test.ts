import { describe, expect, test } from 'vitest';
import { catchUpCard } from '../../src/cards/answers/catch-up-card.ts';
import { type CatchUpInput, catchUp, mostHappenings } from '../../src/incidents/catch-up/catch-up.ts';
import { withTold } from '../../src/incidents/catch-up/told-changes.ts';
import type { Change } from '../../src/incidents/changes.ts';
import { noResponders } from '../../src/incidents/people/responders.ts';
import type { TimelineEvent } from '../../src/incidents/timeline/timeline-event.ts';
import { alarm, bare, crowded, events, led, now, record, resolved, snapshot } from '../cards/example-incidents.ts';

const minute = 60_000;
let ids = 0;
const event = (minutesAgo: number, type: string, data: unknown, by?: string): TimelineEvent => {
  ids += 1;
  const atMs = now - minutesAgo * minute;
  return { id: `e${ids}`, type, atMs, updatedAtMs: atMs, data: JSON.stringify(data), ...(by && { by }) };
};
const changed = (minutesAgo: number, name: string, newValue: string, modifiedBy = 'slack:app') =>
  event(minutesAgo, 'SSM Incident Record Update', {
    modifiedBy,
    modifiedAttributes: [{ attributeName: name, newValue }],
  });
const audit = (minutesAgo: number, words: string) =>
  event(minutesAgo, 'Custom Event', `${words} from Slack by Ada (U0ADA) in channel C0123`);
const linesOf = (card: ReturnType<typeof catchUpCard>): string[] =>
  card.blocks.flatMap((block) => (block.type === 'section' ? block.text.text.split('\n') : []));
const linesAbout = (input: Partial<Parameters<typeof catchUp>[0]>): string[] =>
  linesOf(catchUpCard(catchUp({ snapshot, events: [], hasOlder: false, now, ...input }), { now }));

describe('what happened since someone last caught up', () => {
  test('is only what is newer than the newest of what they saw, by AWS’s clock', () => {
    const last = { atMs: now - 10 * minute, newestMs: now - 20 * minute };
    const { happened, isFirst, sinceMs } = catchUp({
      snapshot: { ...snapshot, runbooks: [] },
      events,
      hasOlder: false,
      last,
      now,
    });
    expect({ isFirst, sinceMs }).toEqual({ isFirst: false, sinceMs: now - 10 * minute });
    expect(happened.map(({ atMs }) => now - atMs)).toEqual([2 * minute]);
  });

  test('names who set the impact, and each value that it had', () => {
    const lines = linesAbout({
      events: [
        changed(40, 'impact', '2'),
        audit(40, 'Impact set to High'),
        changed(30, 'impact', '1', record.modifiedBy),
      ],
    });
    expect(lines.filter((line) => line.startsWith('Impact'))).toEqual([
      expect.stringMatching(/^Impact: High \(<.*>, by Ada \(Slack\)\) → Critical \(<.*>, by exampleUser \(Admin\)\)$/),
    ]);
    // Told once: not as an event of its own too.
    expect(lines.join('\n').match(/High/g)).toHaveLength(1);
  });

  test('tells what an edit changed in a long summary, beside the one that was seen before', () => {
    const long = 'Checkout answers slowly in eu-west-1. Payments time out after four seconds. '.repeat(4).trim();
    const lines = linesAbout({
      snapshot: bare,
      events: [changed(5, 'summary', `${long} Rolled back.`), changed(40, 'summary', long)],
      last: { atMs: now - 20 * minute, newestMs: now - 20 * minute },
    });
    expect(lines.filter((line) => line.includes('Summary'))).toEqual([
      expect.stringMatching(/Summary edited: added "Rolled back\."/),
    ]);
  });

  test('tells a change from Slack once, by its author', () => {
    const lines = linesAbout({
      snapshot: bare,
      events: [
        changed(5, 'status', 'RESOLVED'),
        audit(5, 'Resolved'),
        event(9, 'Note', 'Rolled back.', 'slack:U0ADA Ada'),
        audit(9, 'Note added'),
      ],
    });
    expect(lines.filter((line) => line.includes('Ada'))).toEqual([
      expect.stringContaining('Note by Ada (Slack): Rolled back.'),
      expect.stringContaining('Resolved, by Ada (Slack)'),
    ]);
  });

  test('two notes of one person in one minute stay two', () => {
    const notes = ['First.', 'Second.'].flatMap((text) => [
      event(9, 'Note', text, 'slack:U0ADA Ada'),
      audit(9, 'Note added'),
    ]);
    expect(linesAbout({ snapshot: bare, events: notes }).filter((line) => line.includes('Note'))).toHaveLength(2);
  });

  test('what was tried comes before pages, and the rest is counted', () => {
    const pages = Array.from({ length: 20 }, (_, index) =>
      event(index, 'SSM Contacts Page for Incident', { contactName: `c${index}` }),
    );
    const { happened, others } = catchUp({
      snapshot,
      events: [...pages, event(50, 'Note', 'Tried a restart.')],
      hasOlder: false,
      now,
    });
    expect(happened).toHaveLength(mostHappenings);
    expect(happened[0]?.atMs).toBe(now - 108 * minute);
    expect(happened.filter(({ kind }) => kind === 'runbook')).toHaveLength(2);
    expect(happened.some((one) => one.kind === 'event' && one.event.type === 'Note')).toBe(true);
    expect(others).toBe(17);
  });

  describe('what only our own thread told', () => {
    const [, restart, failover] = snapshot.runbooks ?? [];
    const engagement = snapshot.engagements?.[0];
    const person = { id: 'U0BEN', name: 'Ben' };
    if (restart === undefined || failover === undefined || engagement === undefined) throw new Error('no examples');
    const failedBefore = { ...restart, endedAtMs: now - 40 * minute };
    const lead: Change = { kind: 'role', name: 'lead', person, by: person, atMs: now - 30 * minute };
    const back: Change = { kind: 'alarm', alarm: { ...alarm, state: 'OK', sinceMs: now - 8 * minute }, from: 'ALARM' };
    const changes: Change[] = [
      { kind: 'runbook', runbook: failedBefore, phase: 'failed' },
      { kind: 'runbook', runbook: restart, phase: 'failed' },
      { kind: 'runbook', runbook: failover, phase: 'waiting', from: 'running' },
      { kind: 'acknowledged', engagement },
      back,
      lead,
      { kind: 'impact', from: 2, to: 1, by: 'slack:app' },
    ];
    const told = withTold([], changes, now);
    const known = { ...snapshot, responders: noResponders, ...(told && { told }) };
    const about = (more: Partial<CatchUpInput> = {}) =>
      linesAbout({ snapshot: known, ...(told && { told: [...told, ...told] }), ...more });

    test('is told once: runbooks, acknowledgements, the alarm, who leads', () => {
      expect(about().filter((line) => /<.*(failed|acknowledged the page|back to normal|lead$)/.test(line))).toEqual([
        expect.stringContaining('acknowledged the page'),
        expect.stringMatching(/ failed/),
        expect.stringContaining('Ben (Slack) took the lead'),
        expect.stringContaining('Alarm checkout-p99 is back to normal'),
        expect.stringMatching(/ failed/),
      ]);
    });

    test('is left out where the timeline tells it too', () => {
      const data = { contactArn: engagement.contactArn, engagementArn: engagement.arn };
      const events = [
        event(107, 'SSM Contacts Page Acknowledgement for Incident', data),
        event(30, 'Custom Event', 'Lead: Ben (U0BEN) from Slack by Ben (U0BEN) in channel C0123'),
      ];
      const lines = about({ events });
      expect(lines.filter((line) => line.includes('acknowledged the page'))).toHaveLength(1);
      expect(lines.filter((line) => line.includes('took the lead'))).toHaveLength(1);
    });

    test('is new when it happened since, and never told again', () => {
      const last = { atMs: now - 35 * minute, newestMs: now - 9 * minute };
      const first = catchUp({ snapshot: known, events: [], ...(told && { told }), hasOlder: false, last, now });
      expect(first.happened.map((one) => one.kind === 'told' && one.change.kind)).toEqual(['role', 'alarm', false]);
      const { newestMs } = first;
      const again = catchUp({
        ...first,
        events: [],
        hasOlder: false,
        last: { atMs: now, newestMs },
        now,
        told: told ?? [],
      });
      expect(again.happened).toEqual([]);
    });

    test('is kept of the newest changes of a thread alone', () => {
      const many = Array.from({ length: 100 }, () => lead);
      expect(withTold(told ?? [], many, now)?.length).toBeLessThan(50);
      expect(withTold([], [{ kind: 'impact', from: 2, to: 1, by: 'slack:app' }], now)).toBeUndefined();
    });
  });

  test('says so when nothing did', () => {
    const last = { atMs: now - minute, newestMs: now };
    expect(linesAbout({ last })).toContain('Nothing else happened.');
  });

  test.each([
    ['crowded', crowded],
    ['led', led],
    ['resolved', resolved],
  ])('has at most 15 lines, however much happened: %s', (_, busy) => {
    const many = Array.from({ length: 100 }, (__, index) => event(index, 'Note', 'A long note. '.repeat(100)));
    const impacts = Array.from({ length: 9 }, (__, index) => changed(index, 'impact', String((index % 5) + 1)));
    const back: Change = { kind: 'alarm', alarm: { ...alarm, state: 'OK' }, from: 'ALARM' };
    const told =
      withTold(
        [],
        Array.from({ length: 9 }, () => back),
        now,
      ) ?? [];
    const busiest = { ...busy, alarm };
    const missed = catchUp({ snapshot: busiest, events: [...many, ...impacts], told, hasOlder: true, now });
    const card = catchUpCard(missed, { now });
    expect(linesOf(card).length).toBeLessThanOrEqual(15);
    expect(card.text.length).toBeLessThanOrEqual(200);
  });
});
