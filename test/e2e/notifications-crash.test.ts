import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { impactName } from '../../src/incidents/impact.ts';
import { allText } from '../support/all-text.ts';
import { type Backends, startBackends } from '../support/backends.ts';
import { type ChildApp, startChildApp } from './child-app.ts';
import { notificationsQueue } from './notifications-queue.ts';
import { seededRandom } from './seeded.ts';
import { channelReader, topicChannels, topicEnvironment } from './topic-channels.ts';

const rounds = Number(process.env.ROUNDS ?? 6);
const timeoutMs = 60_000 + rounds * 15_000;

const random = seededRandom();
let backends: Backends;
let child: ChildApp;

beforeAll(async () => {
  backends = await startBackends({
    slack: { random },
    environment: (services) => ({
      ...topicEnvironment,
      NOTIFICATIONS_QUEUE_URL: notificationsQueue(services, [seedTopics.chat, seedTopics.chatUs], 2),
    }),
  });
});
afterAll(async () => {
  if (child.process.exitCode === null && child.process.signalCode === null) await child.kill();
  await backends.end();
});

test('a process killed at random moments leaves one card with the last change, and each thread line once, in order', {
  timeout: timeoutMs,
}, async () => {
  const { slack, aws, appEnvironment } = backends;
  const read = channelReader({ slack });
  const until = (holds: (channel: string) => boolean) =>
    slack.workspace.until(() => topicChannels.every(holds), 40_000);
  // Messages are posted without an answer, so that many kills fall between posting and storing.
  slack.faults.add({ kind: 'stall', method: 'chat.postMessage', probability: 0.4, after: true });
  slack.faults.add({ kind: 'slow', latencyMs: 60 });
  let impact = 2;
  const arn = aws.incidents.start(seedPlans.checkout, { title: 'Crashing', impact });
  for (let round = 0; round < rounds; round += 1) {
    child = await startChildApp(appEnvironment);
    await sleep(random() * 700);
    impact = 1 + (impact % 5);
    aws.incidents.update(arn, { impact });
    await sleep(random() * 1200);
    await child.kill();
  }
  slack.faults.clear();
  child = await startChildApp(appEnvironment);
  await until((channel) => read.cards(channel, arn).length > 0);
  aws.incidents.update(arn, { title: 'Crashed enough' });
  await until((channel) => read.lines(channel, arn).some((line) => /Title changed by/.test(line)));
  expect(await child.terminate()).toBe(0);
  for (const channel of topicChannels) {
    const [card, ...more] = read.cards(channel, arn);
    expect(more).toEqual([]);
    expect(allText(card?.blocks)).toContain('Crashed enough');
    expect(allText(card?.blocks)).toContain(impactName(impact));
    const lines = read.lines(channel, arn);
    const steps = lines.flatMap((line) => [...(/Impact: (.+?) → (.+?), by/.exec(line)?.slice(1, 3) ?? [])]);
    // Each change begins where the previous one ended.
    for (let at = 1; at + 1 < steps.length; at += 2) expect(steps[at]).toBe(steps[at + 1]);
    expect(steps.at(-1) ?? impactName(impact)).toBe(impactName(impact));
    expect(lines.filter((line) => /Title changed by/.test(line))).toHaveLength(1);
    const mentioning = lines.filter((line) => line.includes('<!subteam^'));
    const rising = lines.filter((line) => /Impact: .* → (Critical|High),/.test(line) && !/Critical → High/.test(line));
    // The first line under a new card and each rise of the impact mention, once each.
    expect(mentioning.filter((line) => !rising.includes(line)).length).toBeLessThanOrEqual(1);
    expect(rising.filter((line) => !mentioning.includes(line))).toEqual([]);
  }
});
