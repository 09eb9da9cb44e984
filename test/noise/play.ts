import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { workDone } from '../e2e/topic-channels.ts';
import { startApp } from '../support/start-app.ts';
import { happen, recorded } from './recorded-incident.ts';

/** What a whole incident causes in a channel, in Slack and in AWS. */
export interface Noise {
  events: number;
  /** Messages in the channel itself, replies that are also sent to it included. */
  channelMessages: number;
  threadLines: number;
  slackCalls: number;
  awsCalls: number;
}

/** Plays the recorded incident to the whole app. @param spacingMs between two events */
export async function play(spacingMs: number): Promise<Noise> {
  const app = await startApp({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.checkout}` } });
  try {
    const topic = seedTopics.chat;
    app.sns.subscribe(topic, `${app.appUrl}/notifications`);
    await app.slack.workspace.until(
      () => app.sns.topics.subscriptions(topic).every(({ confirmed }) => confirmed),
      10_000,
    );
    await workDone(app);
    const { calls } = app.slack;
    calls.clear();
    app.aws.calls.clear();
    const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', impact: 3 });
    for (const event of recorded) {
      await sleep(spacingMs);
      happen(event, arn, topic, app);
    }
    await workDone(app);
    const posted = calls.all('chat.postMessage').map(({ args }) => args);
    const inThread = posted.filter(({ thread_ts: thread, reply_broadcast: broadcast }) => thread && !broadcast);
    return {
      events: recorded.length + 1,
      channelMessages: posted.length - inThread.length,
      threadLines: inThread.length,
      slackCalls: calls.count(),
      awsCalls: app.aws.calls.all().length,
    };
  } finally {
    await app.stop();
  }
}
