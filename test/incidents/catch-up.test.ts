import { describe, expect, test } from 'vitest';
import { catchUpCard } from '../../src/cards/answers/catch-up-card.ts';
import { catchUp, mostHappenings } from '../../src/incidents/catch-up/catch-up.ts';
import type { TimelineEvent } from '../../src/incidents/timeline/timeline-event.ts';
import { bare, crowded, events, led, now, record, resolved, snapshot } from '../cards/example-incidents.ts';

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
    const card = catchUpCard(catchUp({ snapshot: busy, events: [...many, ...impacts], hasOlder: true, now }), { now });
    expect(linesOf(card).length).toBeLessThanOrEqual(15);
    expect(card.text.length).toBeLessThanOrEqual(200);
  });
});
