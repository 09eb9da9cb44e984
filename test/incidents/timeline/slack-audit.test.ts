import { expect, test } from 'vitest';
import { noteOf } from '../../../src/incidents/timeline/note.ts';
import { auditText, parseAudit } from '../../../src/incidents/timeline/slack-audit.ts';

const audit = {
  words: 'Note added',
  name: 'Ada (Ops)',
  user: 'U0123',
  channel: 'C0123',
  link: 'https://x.slack.com/archives/C0123/p1',
};
const { link: _, ...direct } = { ...audit, channel: '' };
const event = (type: string, text: string) => ({ id: 'e', type, atMs: 0, updatedAtMs: 1, data: JSON.stringify(text) });

test.each([audit, direct, { ...audit, words: 'Runbook x approved (it is from Slack by Bo (U1))' }])(
  'what is written about a change from Slack is read again: %o',
  (one) => {
    expect(parseAudit(auditText(one))).toEqual(one);
    expect(noteOf(event('Custom Event', auditText(one)))).toBeUndefined();
  },
);

test.each([
  '',
  'Rolled back',
  'from Slack by Ada (U0123)',
  'Resolved from Slack by Ada',
  'Resolved from Slack by Ada (U1) at last',
])('any other text is none of those: %s', (text) => expect(parseAudit(text)).toBeUndefined());

test('a note is never taken for one, and other event types are no notes', () => {
  expect(noteOf(event('Note', auditText(audit)))).toMatchObject({ kind: 'note', text: auditText(audit) });
  expect(noteOf(event('Custom Event', 'Deployed'))).toMatchObject({ kind: 'event', text: 'Deployed' });
  expect(noteOf(event('SSM Incident Start', 'Deployed'))).toBeUndefined();
  expect(noteOf(event('Note', ' '))).toBeUndefined();
  expect(noteOf({ ...event('Custom Event', ''), data: '{"step":2}' })).toMatchObject({ text: '{"step":2}' });
});
