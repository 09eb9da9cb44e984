import { seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { notificationsQueue } from '../e2e/notifications-queue.ts';
import { startBackends } from '../support/backends.ts';
import type { ClockFacts } from './clock.ts';
import { startCloud } from './cloud/start-cloud.ts';
import { openGate } from './gate.ts';
import { shared } from './observe-slack.ts';
import type { Random } from './random.ts';
import { startChaosWorkspaces } from './workspaces.ts';

/** The channels of the topics, in which the app is a member. */
export const topicChannels: readonly string[] = [ids.incidents, ids.checkout];

/** `INCIDENT_ROOMS` of the runs with rooms. */
export const roomImpacts: readonly number[] = [1, 2];

export interface ChaosBackendsOptions {
  random: Random;
  now: () => number;
  /** How SNS reaches the app. */
  notifications: 'https' | 'queue';
  /** Whether the limits of Slack and AWS are enforced. */
  limits: boolean;
  /** Whether new incidents of the impacts in `roomImpacts` get a room. */
  rooms: boolean;
  /** Milliseconds between status updates, for every impact. */
  cadenceMs: number;
  /** Whether the queue and the store are in the cloud. */
  cloud: boolean;
  /** Whether a second workspace has the app, and uninstalls it. */
  workspaces: boolean;
  clock: ClockFacts;
}

export type ChaosBackends = Awaited<ReturnType<typeof startChaosBackends>>;

const topics = [seedTopics.chat, seedTopics.chatUs];

/** Slack, Incident Manager and SNS, a gate in front of the app, and the app's configuration. */
export async function startChaosBackends(options: ChaosBackendsOptions) {
  const { random, now, notifications, limits, rooms, cadenceMs, clock } = options;
  const cloud = options.cloud ? await startCloud(random, clock) : undefined;
  // SNS retries for an hour; here it retries longer than every fault.
  const retryDelaysMs = Array.from({ length: 400 }, (_, index) => Math.min(600, 50 * (index + 1)));
  const minutes = cadenceMs / 60_000;
  const slackOptions = {
    rateLimits: limits,
    now,
    random: random.next,
    messagesKept: 100_000,
    retryDelaysMs: [100, 1500, 4000],
  };
  const workspaces = options.workspaces ? await startChaosWorkspaces(slackOptions) : undefined;
  const spoken = workspaces?.channels(topicChannels) ?? topicChannels;
  const backends = await startBackends({
    services: { now, retryDelaysMs, quotas: limits },
    slack: slackOptions,
    environment: (services) => ({
      LOG_LEVEL: 'warn',
      INCIDENT_EDITORS: [ids.ada, ids.grace].join(','),
      STATUS_POSTS: [1, 2, 3, 4, 5].map((impact) => `${impact}=${minutes}`).join(','),
      // A shared channel is in CHAT_TOPICS too: nothing may be posted there.
      CHAT_TOPICS: topics.map((topic) => `${topic}=${[...spoken, shared.channel].join('+')}`).join(','),
      ...cloud?.environment,
      ...workspaces?.environment,
      ...(rooms && { INCIDENT_ROOMS: roomImpacts.join(',') }),
      CHAOS_CERTIFICATE: services.sns.certificateUrl,
      ...(notifications === 'queue' && { NOTIFICATIONS_QUEUE_URL: notificationsQueue(services, topics, 20) }),
    }),
  });
  const { sns } = backends;
  const gate = await openGate(random, now);
  const slack = workspaces?.spaces.workspaces[0]?.slack ?? backends.slack;
  (workspaces?.spaces ?? slack).setAppUrl(gate.url);
  return {
    ...backends,
    slack,
    workspaces,
    gate,
    cloud,
    /** Subscribes the app to the topics, once it listens. */
    subscribe() {
      if (notifications === 'queue') return;
      for (const topic of topics) sns.subscribe(topic, `${gate.url}/notifications`);
    },
    /** Whether the app has confirmed the subscriptions. */
    isSubscribed: () => topics.every((topic) => sns.topics.subscriptions(topic).some(({ confirmed }) => confirmed)),
    async end() {
      await Promise.all([gate.close(), cloud?.close(), workspaces?.spaces.close()]);
      await backends.end();
    },
  };
}
