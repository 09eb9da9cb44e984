import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { incidentReport, markdownLine } from '../../../src/cards/surfaces/report.ts';
import type { IncidentRecord } from '../../../src/incidents/record.ts';
import { arnOf } from '../../support/arn-of.ts';
import { anyEvent, anyNow, anyView } from '../arbitrary-view.ts';
import { liveInMarkdown } from '../text/markdown-links.ts';

const record: IncidentRecord = {
  arn: arnOf('arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21'),
  title: 'Checkout <script>alert(1)</script> *slow*',
  status: 'RESOLVED',
  impact: 1,
  summary: '## Cause\n\nA **bad** deploy. <img src=x onerror=alert(1)>',
  createdAtMs: 0,
  resolvedAtMs: 6_000_000,
  modifiedAtMs: 6_000_000,
  modifiedBy: 'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser',
  dedupeString: 'x',
  source: { name: 'aws.cloudwatch', createdBy: 'arn:aws:iam::111122223333:role/x' },
  automationExecutions: [],
  chatTopics: [],
  notificationTargets: [],
};
const event = (id: string, type: string, atMs: number, data?: string) => ({
  id,
  type,
  atMs,
  updatedAtMs: atMs,
  ...(data !== undefined && { data }),
});

describe('the report', () => {
  const events = [
    event('3', 'Note', 120_000, JSON.stringify('Rolled back.\n\n# Not a heading of ours')),
    event('2', 'SSM Contacts Page Acknowledgement for Incident', 90_000, '{}'),
    event('1', 'SSM Incident Record Update', 60_000),
  ];
  const text = incidentReport({ view: { record, readAtMs: 0, related: [], findings: [] }, events, now: 7_000_000 });

  test('tells state, durations and who', () => {
    expect(text).toContain('- Impact: Critical (1)');
    expect(text).toContain('- Acknowledged: 1970-01-01 00:01:30 UTC, after 1 min');
    expect(text).toMatch(/- Resolved: 1970-01-01 01:40:00 UTC, after 1 h 40 min/);
    expect(text).toContain('exampleUser');
  });

  test('the time to acknowledge counts from the start of the incident, wherever it stands', () => {
    const arn = 'arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/ana/1';
    const engagement = { arn, contactArn: 'a/ana', startedAtMs: 60_000, acknowledgedAtMs: 240_000 };
    const one = incidentReport({
      view: { record, readAtMs: 0, engagements: [engagement] },
      events: [],
      now: 7_000_000,
    });
    expect(one.match(/after \d+ min/g)).toEqual(['after 4 min', 'after 4 min']);
  });

  test('tells the timeline from its beginning, whole notes, and what could not be read', () => {
    expect(text.indexOf('could not be read')).toBeGreaterThan(0);
    expect(text.indexOf('00:01:00')).toBeLessThan(text.indexOf('00:02:00'));
    expect(text).toContain('  > Rolled back.\n  >\n  > # Not a heading of ours');
    expect(text).toMatch(/## People\n\n_Could not be read from AWS\._/);
  });

  test('nothing in it is HTML, and only the report makes headings', () => {
    expect(text).not.toMatch(/<(script|img)/);
    expect(text.match(/^#+ /gm)).toHaveLength(7);
  });

  test('code in a summary or a note stands as it was written, and a link shows where it leads', () => {
    const summary = 'Run:\n\n```sh\na && b < c\n```\n\nSee the [AWS console](https://evil.example/x).';
    const note = event('4', 'Note', 130_000, JSON.stringify('Ran `x && y`\n\n    p && q'));
    const report = incidentReport({ view: { record: { ...record, summary }, readAtMs: 0 }, events: [note], now: 0 });
    expect(report).toContain('> ```sh\n> a && b < c\n> ```');
    expect(report).toContain('> See the AWS console (<https://evil.example/x>).');
    expect(report).toContain('  > Ran `x && y`\n  >\n  > ```\n  > p && q\n  > ```');
  });

  property.prop([anyView, fc.array(anyEvent, { maxLength: 5 }), anyNow], { numRuns: 300 })(
    'every live link of the report of any record is https and shows its host',
    (view, written, now) => {
      const markdown = incidentReport({ view, events: written, now });
      expect([markdown, liveInMarkdown(markdown)]).toEqual([markdown, []]);
    },
  );

  test.each([
    'http://evil.example/x',
    'www.evil.example',
    'ftp://evil.example',
    'https://aws.amazon.com@evil.example',
    'ceo@evil.example',
    'mailto:ceo@evil.example',
    'xmpp:ceo@evil.example/x',
  ])('an address in a line of text is not live: %s', (address) => {
    const title = `Down, see ${address} now`;
    const markdown = incidentReport({ view: { record: { ...record, title, summary: title }, readAtMs: 0 }, now: 0 });
    expect(liveInMarkdown(markdown)).toEqual([]);
  });

  property.prop([fc.string({ unit: 'binary' })])('any text stays on its line, without HTML', (title) => {
    const line = markdownLine(title);
    expect(line).not.toMatch(/[\n\r<>]/);
    expect(incidentReport({ view: { record: { ...record, title }, readAtMs: 0 }, now: 0 })).toMatch(/^# /);
  });
});
