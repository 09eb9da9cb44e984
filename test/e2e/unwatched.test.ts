import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { startClockedApp } from './clocked-app.ts';
import { channelReader } from './topic-channels.ts';

vi.setConfig({ testTimeout: 60_000 });

let app: Awaited<ReturnType<typeof startClockedApp>>;

beforeAll(async () => {
  app = await startClockedApp([ids.checkout, ids.incidents]);
});
afterAll(() => app.close());

test('the clock keeps the card of an open incident that no channel watches true, and reads it once for all channels', async () => {
  const { cards, lines } = channelReader(app);
  const card = (channel: string) => allText(cards(channel, arn)[0]?.blocks);
  const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow' });
  await app.pass(60);
  expect(card(ids.checkout)).toContain('Checkout is slow');
  expect(card(ids.checkout)).not.toContain('*Nobody has acknowledged*');
  app.loseNotifications();
  app.aws.calls.clear();
  await app.pass(300);
  for (const channel of [ids.checkout, ids.incidents]) expect(card(channel)).toContain('*Nobody has acknowledged*');
  expect(app.aws.calls.count('GetIncidentRecord')).toBe(1);
  app.aws.incidents.acknowledge(arn);
  await app.pass(300);
  for (const channel of [ids.checkout, ids.incidents]) {
    expect(card(channel)).toContain('has acknowledged');
    expect(lines(channel, arn).join()).toContain('acknowledged the page');
  }
  expect(app.aws.calls.count('GetIncidentRecord')).toBe(2);
  // Someone is on it: it is left to notifications and people.
  await app.pass(320);
  expect(app.aws.calls.count('GetIncidentRecord')).toBe(2);
});
