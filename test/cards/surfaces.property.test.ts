import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { privateCard } from '../../src/cards/answers/private-card.ts';
import { timelineCard } from '../../src/cards/answers/timeline-card.ts';
import { detailsModal } from '../../src/cards/modals/details-modal.ts';
import { approveForm, editForm } from '../../src/cards/modals/forms.ts';
import { relatedModal } from '../../src/cards/modals/related-modal.ts';
import { joinSummary, splitSummary } from '../../src/cards/modals/summary-parts.ts';
import { timelineModal } from '../../src/cards/modals/timeline-modal.ts';
import { digest } from '../../src/cards/surfaces/digest.ts';
import { homeView } from '../../src/cards/surfaces/home-view.ts';
import { incidentList } from '../../src/cards/surfaces/incident-list.ts';
import { errorCard } from '../../src/cards/surfaces/line-card.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { threadMessage } from '../../src/cards/surfaces/thread-message.ts';
import { unfurlCard } from '../../src/cards/surfaces/unfurl-card.ts';
import { workObject } from '../../src/cards/surfaces/work-object.ts';
import { plainPhrase } from '../../src/cards/text/phrase.ts';
import { timelineEntryPhrase, timelineWords } from '../../src/cards/words/timeline-words.ts';
import { AppError } from '../../src/errors.ts';
import { changesBetween } from '../../src/incidents/changes.ts';
import { timelineEntries } from '../../src/incidents/timeline/timeline-entry.ts';
import { anyEvent, anyNow, anyRecord, anyText, anyView } from './arbitrary-view.ts';
import { allActions, options } from './example-incidents.ts';
import { liveThings, messageFaults, viewFaults } from './slack-limits.ts';

const numRuns = Math.ceil(Number(process.env.CARD_CASES ?? 10_000) / 20);
const timeout = Math.max(120_000, numRuns * 100);
const ownHosts = ['console.aws.amazon.com', 'console.amazonaws-us-gov.com', 'console.amazonaws.cn'];

test.prop([anyView, anyNow], { numRuns })(
  'any record as an unfurl, a private answer and a status update',
  (snapshot, now) => {
    const posts = [
      privateCard(snapshot, { ...options, now }),
      statusUpdate(snapshot, { now, changes: [], nextPostAtMs: now, stretched: true, actions: allActions }),
    ];
    const unfurl = unfurlCard(snapshot, { ...options, now });
    for (const post of [...posts, unfurl]) expect(post.text.length).toBeLessThanOrEqual(200);
    for (const post of posts) expect(messageFaults(post)).toEqual([]);
    expect(messageFaults(unfurl, 'unfurl')).toEqual([]);
    expect(liveThings([...posts, unfurl], ownHosts)).toEqual([]);
    const status = posts[1]?.blocks[0];
    expect(JSON.stringify(status).split('\\n').length).toBeLessThanOrEqual(5);
  },
  timeout,
);

test.prop([anyView, anyView, anyNow], { numRuns: Math.ceil(numRuns / 2) })(
  'what changed between any two records',
  (before, after, now) => {
    const changes = changesBetween(before, after);
    const post = threadMessage(after.record, changes);
    const status = statusUpdate(after, { now, changes, actions: allActions });
    if (changes.length > 0) expect(messageFaults(post)).toEqual([]);
    expect(post.text.length).toBeLessThanOrEqual(200);
    expect(status.text.length).toBeLessThanOrEqual(200);
    expect(messageFaults(status)).toEqual([]);
    expect(liveThings([post, status], ownHosts)).toEqual([]);
  },
  timeout,
);

test.prop([anyView, anyNow], { numRuns: Math.ceil(numRuns / 2) })(
  'any record as a details modal, a related modal and forms',
  (snapshot, now) => {
    const details = detailsModal(snapshot, { ...options, now });
    expect(viewFaults(details)).toEqual([]);
    expect(liveThings(details, ownHosts)).toEqual([]);
    const related = relatedModal(snapshot.record, snapshot.related ?? [], options);
    expect(viewFaults(related)).toEqual([]);
    expect(liveThings(related, ownHosts)).toEqual([]);
    expect(viewFaults(editForm(wellFormed(snapshot.record), { privateMetadata: '' }))).toEqual([
      'view private_metadata: 0',
    ]);
    expect(viewFaults(approveForm(snapshot.record, snapshot.runbooks ?? [], { privateMetadata: 'x' }))).toEqual([]);
  },
  timeout,
);

/** Forms hand a person their own text back; only what Slack could not carry at all is replaced. */
function wellFormed<T extends { title: string; summary?: string }>(record: T): T {
  const hidden = /[\u202A-\u202E\u200B\uFEFF]/g;
  const clean = (text: string) => text.toWellFormed().replace(hidden, '');
  return { ...record, title: clean(record.title), summary: clean(record.summary ?? '') };
}

test.prop([fc.array(anyEvent, { maxLength: 40 }), anyRecord], { numRuns: Math.ceil(numRuns / 2) })(
  'any timeline as a message and as a modal',
  (events, record) => {
    const card = timelineCard(record, events, true);
    const modal = timelineModal({ record, events, olderValue: 'x', newerValue: 'y' });
    expect(messageFaults(card)).toEqual([]);
    expect(viewFaults(modal)).toEqual([]);
    expect(liveThings([card, modal], ownHosts)).toEqual([]);
    for (const entry of timelineEntries(events)) {
      expect(timelineWords(entry.event)).not.toBe('');
      // Two lines on a desktop, with the time.
      expect(plainPhrase(timelineEntryPhrase(entry)).length).toBeLessThanOrEqual(110);
    }
  },
  timeout,
);

test.prop([fc.array(anyRecord, { maxLength: 120 }), anyNow], { numRuns: Math.ceil(numRuns / 10) })(
  'any list of records as a message, a digest and the App Home',
  (records, now) => {
    const list = incidentList(records, { now, heading: 'Incidents', actions: allActions, nextValue: String });
    const day = digest(records, { now, sinceMs: now - 86_400_000, actions: allActions });
    const home = homeView({ now, open: records, canWrite: true, setup: [], actions: allActions });
    expect(messageFaults(list)).toEqual([]);
    expect(messageFaults(day)).toEqual([]);
    expect(viewFaults(home)).toEqual([]);
    expect(liveThings([list, day, home], ownHosts)).toEqual([]);
  },
  timeout,
);

test.prop([anyView, anyNow, fc.boolean()], { numRuns })(
  'any record as a Work Object keeps to two primary and five other actions and holds whole numbers',
  (snapshot, now, editable) => {
    const entity = workObject(snapshot, { now, url: 'https://example.com', actions: allActions, editable });
    const { actions, attributes, fields } = entity.entity_payload;
    expect(entity.external_ref.id).toBe(snapshot.record.arn.arn);
    expect(actions?.primary_actions?.length ?? 0).toBeLessThanOrEqual(2);
    expect(actions?.overflow_actions?.length ?? 0).toBeLessThanOrEqual(5);
    expect(attributes.title.text).not.toBe('');
    expect(Number.isInteger(attributes.metadata_last_modified)).toBe(true);
    expect(fields !== undefined && 'severity' in fields && fields.severity).toBeTruthy();
    expect(JSON.stringify(entity).length).toBeLessThan(20_000);
  },
  timeout,
);

test.prop([anyText(8000)], { numRuns })('a summary split for editing is put together the same', (summary) => {
  const parts = splitSummary(summary);
  expect(parts.length).toBeLessThanOrEqual(3);
  for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(3000);
  const shuffled = [...parts].reverse().map(({ id, text }) => [id, text]);
  expect(joinSummary({ ...Object.fromEntries(shuffled), title: 'x' })).toBe(summary);
});

test.prop([anyText(3000)], { numRuns })('any error message fits', (message) => {
  const card = errorCard(new AppError('conflict', message || 'x'));
  expect(messageFaults(card).filter((fault) => fault !== 'text: 0')).toEqual([]);
  expect(liveThings(card, ownHosts)).toEqual([]);
});
