import { describe, expect, test } from 'vitest';
import { unknownCommandCard } from '../../src/cards/answers/help-card.ts';
import { privateCard } from '../../src/cards/answers/private-card.ts';
import { timelineCard } from '../../src/cards/answers/timeline-card.ts';
import { detailsModal } from '../../src/cards/modals/details-modal.ts';
import { timelineModal } from '../../src/cards/modals/timeline-modal.ts';
import { digest } from '../../src/cards/surfaces/digest.ts';
import { goneCard, movedCard } from '../../src/cards/surfaces/gone-card.ts';
import { homeView } from '../../src/cards/surfaces/home-view.ts';
import { incidentCard } from '../../src/cards/surfaces/incident-card.ts';
import { incidentList } from '../../src/cards/surfaces/incident-list.ts';
import { errorCard, lineCard } from '../../src/cards/surfaces/line-card.ts';
import { plainCard } from '../../src/cards/surfaces/render-card.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { threadMessage } from '../../src/cards/surfaces/thread-message.ts';
import { unfurlCard } from '../../src/cards/surfaces/unfurl-card.ts';
import { alarmLine } from '../../src/cards/words/alarm-line.ts';
import { AppError } from '../../src/errors.ts';
import { changesBetween } from '../../src/incidents/changes.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { TimelineEvent } from '../../src/incidents/timeline/timeline-event.ts';
import { customNotification } from '../../src/notifications/understand/custom-notification.ts';
import { allActions, now, options, snapshot } from '../cards/example-incidents.ts';
import { foreignLinks, liveThings } from '../cards/slack-limits.ts';

/** The hosts of the app's own links: AWS consoles, and Slack for a moved card. */
const ownHosts = [
  'console.aws.amazon.com',
  'console.amazonaws-us-gov.com',
  'console.amazonaws.cn',
  'example.slack.com',
];

const attacks = [
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<@U012AB3CD>',
  '<!subteam^S012AB3CD>',
  '<#C012AB3CD>',
  '<https://evil.example|console.aws.amazon.com>',
  '<mailto:x@evil.example|x>',
  '[console](https://evil.example)',
  '[console.aws.amazon.com](https://evil.example)',
  '[console][1]\n\n[1]: https://evil.example',
  'https://evil.example/console.aws.amazon.com',
  '[console](https://console.aws.amazon.com@evil.example)',
  '![x](https://evil.example/x.png)',
  '<!date^0^{date}^https://evil.example|yesterday>',
  '&lt;!channel&gt;',
  '\u202E<!channel>\u202C',
  '<\u0000!channel>',
  '<!chan\u200Bnel>',
  '```\n<!channel>\n```',
  '`<!channel>`',
  '"><!channel>',
  '<!channel',
  '> <!here>',
];

/** Fields with Markdown, and related links: an https link is live there. */
const written = ['summary', 'related'];

/** A copy of a value in which every text, at any depth, ends in the attack, except names and types. */
function poisoned<T>(value: T, attack: string, key = '', spared: readonly string[] = []): T {
  if (spared.includes(key)) return value;
  if (typeof value === 'string') {
    const named = ['arn', 'status', 'id'].includes(key);
    return (named ? value : `${value} ${attack}`) as T;
  }
  if (Array.isArray(value)) return value.map((each) => poisoned(each as unknown, attack, key, spared)) as T;
  // A parsed ARN has a fixed form.
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, poisoned(each as unknown, attack, name, spared)]),
  ) as T;
}

const event = (data: string): TimelineEvent => ({ id: '1', type: 'Custom Event', atMs: now, updatedAtMs: now, data });

/** Every surface that shows texts of AWS or of people. */
function surfaces(attack: string): Record<string, object> {
  const bad: IncidentSnapshot = poisoned(snapshot, attack);
  const { record } = bad;
  const changes = changesBetween({ ...snapshot, engagements: [], related: [] }, bad);
  const types = ['Custom Event', 'Note', 'SSM Incident Record Update', 'SSM Incident Trigger', attack];
  const datas = [attack, JSON.stringify(attack), JSON.stringify({ modifiedBy: attack, modifiedAttributes: [attack] })];
  const events = types.flatMap((type) => datas.map((data) => ({ ...event(data), type })));
  const alarm = { name: attack, state: attack, reason: attack, description: attack, region: attack, account: attack };
  return {
    card: incidentCard(bad, options),
    'card of a strange status': incidentCard({ ...bad, record: { ...record, status: attack } }, options),
    'plain card': plainCard(record),
    'gone card': goneCard({ arn: record.arn.arn, title: record.title }, now),
    'moved card': movedCard(record, 'https://example.slack.com/archives/C1/p1'),
    'private answer': privateCard(bad, options),
    unfurl: unfurlCard(bad, options),
    'thread lines': threadMessage(record, changes),
    'status update': statusUpdate(bad, { now, changes, actions: allActions }),
    list: incidentList([record], { now, heading: 'Incidents', actions: allActions }),
    digest: digest([record], { now, sinceMs: now - 1, actions: allActions }),
    home: homeView({ now, open: [record], canWrite: true, setup: [], actions: allActions }),
    timeline: timelineCard(record, events, true),
    'timeline (modal)': timelineModal({ record, events }),
    'details (modal)': detailsModal(bad, options),
    alarm: alarmLine(alarm),
    'an error that quotes': errorCard(new AppError('not_an_arn', `I cannot read “${attack}”`)),
    'a line that quotes': lineCard(`Noted in the timeline: “${attack}”.`),
    'a command that is unknown': unknownCommandCard({ word: attack, nearest: attack }),
  };
}

/** All mrkdwn of a message, and its text for the lock screen, which Slack reads as mrkdwn too. */
function mrkdwnOf(content: object): string[] {
  const found: string[] = 'text' in content && typeof content.text === 'string' ? [content.text] : [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('type' in value && value.type === 'mrkdwn' && 'text' in value) found.push(String(value.text));
    Object.values(value).forEach(visit);
  };
  visit(content);
  return found;
}

describe.each(attacks)('%j', (attack) => {
  test('hostile text mentions no one, hides no link and formats nothing, in any field and on any surface', () => {
    for (const [name, surface] of Object.entries(surfaces(attack))) {
      expect({ name, live: liveThings(surface, ownHosts) }).toEqual({ name, live: [] });
      for (const text of mrkdwnOf(surface)) {
        expect(text).not.toMatch(/<!(channel|here|everyone|subteam)|<@|<#|<mailto/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the test searches for
        expect(text).not.toMatch(/[\u202A-\u202E\u200B\u0000]/);
      }
    }
  });

  test('hostile text is no link in a title, a name, a reason or another field without Markdown', () => {
    const bad = poisoned(snapshot, attack, '', written);
    const changes = changesBetween({ ...snapshot, engagements: [] }, bad);
    for (const surface of [
      incidentCard(bad, options),
      privateCard(bad, options),
      unfurlCard(bad, options),
      detailsModal(bad, options),
      threadMessage(bad.record, changes),
      statusUpdate(bad, { now, changes, actions: allActions }),
    ]) {
      const hosts = [...ownHosts, 'grafana.example.com'];
      expect(foreignLinks(surface, hosts)).toEqual([]);
    }
  });

  test('hostile text mentions no one in other channels of an SNS topic', () => {
    const said = customNotification({ incidentArn: snapshot.record.arn.arn, title: attack, text: attack, by: attack });
    expect(said).not.toMatch(/<[!@#]/);
  });
});

test.each(['*bold*', '_slanted_', '~gone~', '`code`', '> quoted'])('%s stays as it was written', (attack) => {
  const card = incidentCard(
    { ...snapshot, record: { ...snapshot.record, modifiedBy: attack, dedupeString: attack } },
    options,
  );
  const text = mrkdwnOf(card).join('\n');
  expect(text).toMatch(/bold|slanted|gone|code|quoted/);
  expect(text).not.toContain(attack);
});
