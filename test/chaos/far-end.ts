import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest, startEmbeddedServices } from 'slack-aws-sandbox';
import { seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { notificationsQueue } from '../e2e/notifications-queue.ts';
import { openGate } from './gate.ts';
import type { Random } from './random.ts';

/** Where topics speak: the app is a member there. */
export const topicChannels: readonly string[] = [ids.incidents, ids.checkout];

export interface FarEndOptions {
  random: Random;
  now: () => number;
  /** How SNS reaches the app. */
  notifications: 'https' | 'queue';
  /** Whether Slack's and AWS's own limits hold. */
  limits: boolean;
  /** Milliseconds between status posts, whatever the impact. */
  cadenceMs: number;
}

export type FarEnd = Awaited<ReturnType<typeof startFarEnd>>;

const topics = [seedTopics.chat, seedTopics.chatUs];

/** Slack, Incident Manager and SNS, a gate before the app, and what the app is told of all that. */
export async function startFarEnd({ random, now, notifications, limits, cadenceMs }: FarEndOptions) {
  // SNS goes on for an hour; here it outlasts every fault.
  const retryDelaysMs = Array.from({ length: 400 }, (_, index) => Math.min(600, 50 * (index + 1)));
  const services = await startEmbeddedServices({ now, retryDelaysMs, quotas: limits });
  const slack = await createEmbeddedSlack({
    manifest: readManifest('manifest.yml'),
    rateLimits: limits,
    now,
    random: random.next,
    messagesKept: 100_000,
    retryDelaysMs: [100, 1500, 4000],
  });
  const gate = await openGate(random, now);
  slack.setAppUrl(gate.url);
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  const database = join(folder, 'incidents.db');
  const queueUrl = notifications === 'queue' ? notificationsQueue(services, topics, 20) : undefined;
  const minutes = cadenceMs / 60_000;
  const environment: NodeJS.ProcessEnv = {
    ...services.environment,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    STORE_URL: `sqlite:${database}`,
    PORT: '0',
    LOG_LEVEL: 'warn',
    INCIDENT_EDITORS: [ids.ada, ids.grace].join(','),
    STATUS_POSTS: [1, 2, 3, 4, 5].map((impact) => `${impact}=${minutes}`).join(','),
    CHAT_TOPICS: topics.map((topic) => `${topic}=${topicChannels.join('+')}`).join(','),
    CHAOS_CERTIFICATE: services.sns.certificateUrl,
    ...(queueUrl !== undefined && { NOTIFICATIONS_QUEUE_URL: queueUrl }),
  };
  return {
    ...services,
    slack,
    gate,
    database,
    environment,
    /** Has the topics speak to the app, once it listens. */
    subscribe() {
      if (notifications === 'queue') return;
      for (const topic of topics) services.sns.subscribe(topic, `${gate.url}/notifications`);
    },
    /** Whether the app has confirmed that. */
    isSubscribed: () =>
      topics.every((topic) => services.sns.topics.subscriptions(topic).some(({ confirmed }) => confirmed)),
    async end() {
      await gate.close();
      await slack.close();
      await services.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
