import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
  type CustomNotification,
  customNotification,
} from '../../../src/notifications/understand/custom-notification.ts';
import { findIncidents } from '../../../src/notifications/understand/find-incidents.ts';

const incidentArn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/8ab9b1d2-3c4d-4e5f-8a9b-0c1d2e3f4a5b';
const saying: CustomNotification = {
  incidentArn,
  title: 'Checkout latency',
  text: 'Rolled back. Watching until 12:30.',
  by: 'Ada',
};
const build = (more: Partial<CustomNotification> = {}) => JSON.parse(customNotification({ ...saying, ...more }));

test('is what Amazon Q takes as a custom notification', () => {
  expect(build()).toEqual({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: 'Checkout latency',
      description: 'Rolled back. Watching until 12:30.\n— Ada',
    },
    metadata: {
      threadId: '8ab9b1d2-3c4d-4e5f-8a9b-0c1d2e3f4a5b',
      summary: 'Checkout latency',
      additionalContext: { incident: incidentArn },
    },
  });
});

test('is understood by this app when it comes back by the topic', () => {
  expect(findIncidents(customNotification(saying))).toMatchObject({
    kind: 'custom',
    incidents: [{ arn: incidentArn }],
  });
});

test.each([
  ['<!here> look', '‹!here> look'],
  ['<@U0123> <#C0123> <!subteam^S0123>', '‹@\u200bU0123> ‹#C0123> ‹!subteam^S0123>'],
  ['<at>Ada</at>', '‹at>Ada‹/at>'],
  ['@All @here (@channel) x @everyone', '@\u200bAll @\u200bhere (@\u200bchannel) x @\u200beveryone'],
  ['p99 < 4 s, mail ada@example.com', 'p99 < 4 s, mail ada@example.com'],
  ['<<!channel>', '<‹!channel>'],
])('nobody is mentioned by %s', (text, said) => {
  const { content } = build({ text, title: text, by: text });
  expect(content).toMatchObject({ title: said, description: `${said}\n— ${said}` });
});

test('long texts are cut at a whole character, and who said it stays', () => {
  const { content } = build({ title: '🔴'.repeat(200), text: '🔴'.repeat(5000) });
  expect(content.title).toBe(`${'🔴'.repeat(124)}…`);
  expect(content.description).toMatch(/🔴…\n— Ada$/u);
});

const text = fc.string({ unit: 'binary', maxLength: 9000 });
property.prop([text, text, text])(
  'is always within the limits, well formed, and mentions nobody',
  (title, text, by) => {
    const { content, metadata } = build({ title, text: `${text}<!channel> @here`, by });
    expect(content.title.length).toBeLessThanOrEqual(250);
    expect(content.description.length).toBeLessThanOrEqual(8000);
    for (const said of [content.title, content.description, metadata.summary]) {
      expect(said.isWellFormed()).toBe(true);
      expect(said).not.toMatch(/<[@!#]|(^|\s)@\w/);
    }
  },
);
