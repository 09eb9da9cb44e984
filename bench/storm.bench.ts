import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { startBackends } from '../test/support/backends.ts';
import { startServer } from './load.ts';
import type { Bench } from './report.ts';

/** Incidents that start at once, each shown in two channels. */
const incidents = 200;
const topicChannels = [ids.checkout, ids.general];
/** How long AWS and Slack take to answer, in milliseconds. */
const awsMs = 100;
const slackMs = 250;
/** People who ask for help again and again, each where nobody else does. */
const people = [
  { user: ids.ada, channel: ids.incidents },
  { user: ids.grace, channel: ids.checkout },
  { user: ids.linus, channel: ids.general },
];
/** A person asks again so long after the answer, in milliseconds. */
const pauseMs = 100;
const quietCommands = 60;
/** The storm is over when so long nothing waits, in milliseconds. */
const settledMs = 8000;
const longestMs = 150_000;

const quantile = (sorted: readonly number[], part: number) => sorted[Math.floor(part * sorted.length)] ?? 0;

/**
 * What people wait for `/incident help` while an outage starts 200 incidents at once, compared with a quiet minute of the
 * same run.
 */
export const bench: Bench = {
  name: 'help in a storm',
  about: `How long people wait for the answer to \`/incident help\` while ${incidents} incidents start at once, each with a card in
two channels; AWS takes ${awsMs} ms to answer each call and Slack ${slackMs} ms. The app runs in its own process with the embedded queue.
Baseline: the same command before the storm, when nothing else happens. The ideal is 1 ×: nobody notices the storm.`,
  async run(report) {
    const backends = await startBackends({
      environment: { CHAT_TOPICS: `${seedTopics.chat}=${topicChannels.join('+')}` },
    });
    const app = await startServer('serve-app.ts', {
      ...backends.appEnvironment,
      BENCH_CERTIFICATE: backends.sns.certificateUrl,
    });
    const { slack, aws, sns } = backends;
    slack.setAppUrl(app.url);

    /** Asks once. @returns milliseconds until the answer is there */
    async function ask({ user, channel }: (typeof people)[number]): Promise<number> {
      const before = slack.workspace.ephemerals(user, channel).length;
      const askedMs = performance.now();
      await slack.workspace.command({ user, channel, text: '/incident help' });
      await slack.workspace.until(() => slack.workspace.ephemerals(user, channel).length > before, longestMs);
      return performance.now() - askedMs;
    }

    /** All people ask until it is over. @returns what they waited, the shortest first */
    async function askWhile(goesOn: (asked: number) => boolean): Promise<number[]> {
      const waits: number[] = [];
      const asking = people.map(async (person) => {
        while (goesOn(waits.length)) {
          waits.push(await ask(person));
          await sleep(pauseMs);
        }
      });
      await Promise.all(asking);
      return waits.sort((a, b) => a - b);
    }

    const cards = () =>
      topicChannels.reduce(
        (count, channel) =>
          count + slack.workspace.messages(channel).filter(({ text }) => text.includes('Storm')).length,
        0,
      );

    /** @returns milliseconds until every channel shows every incident */
    async function storm(): Promise<number> {
      const beganMs = performance.now();
      for (let count = 0; count < incidents; count += 1) {
        aws.incidents.start(seedPlans.checkout, { title: `Storm ${count}`, impact: 1 + (count % 5) });
      }
      await slack.workspace.until(() => cards() >= incidents * topicChannels.length, longestMs);
      return performance.now() - beganMs;
    }

    async function untilNothingWaits(): Promise<void> {
      for (let quietSinceMs = performance.now(); performance.now() - quietSinceMs < settledMs; ) {
        await sleep(500);
        const { jobs } = (await (await fetch(`${app.url}/healthz`)).json()) as {
          jobs: { waiting: number; running: number };
        };
        if (jobs.waiting + jobs.running > 0) quietSinceMs = performance.now();
      }
    }

    try {
      sns.subscribe(seedTopics.chat, `${app.url}/notifications`);
      const isConfirmed = () => sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed);
      await slack.workspace.until(isConfirmed, 10_000);
      aws.faults.add({ kind: 'latency', latencyMs: awsMs });
      slack.faults.add({ kind: 'slow', latencyMs: slackMs });
      await askWhile((asked) => asked < people.length);
      const quiet = await askWhile((asked) => asked < quietCommands);
      report.progress(`  ${incidents} incidents start`);
      let lengthMs = 0;
      const raging = storm().then((ms) => {
        lengthMs = ms;
      });
      const stormy = await askWhile(() => lengthMs === 0);
      await raging;
      await untilNothingWaits();
      for (const [name, part] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const [before, during] = [quantile(quiet, part), quantile(stormy, part)];
        report.row({
          what: `help in the storm, ${name}`,
          value: `${during.toFixed(0)} ms of ${stormy.length} commands`,
          ratio: before / during,
          against: `the same before the storm, ${before.toFixed(0)} ms of ${quiet.length} commands`,
        });
      }
      // All that has to be posted, one message after the other in each slot of the worker.
      const ideal = (incidents * topicChannels.length * (slackMs + 2 * awsMs)) / 16;
      report.row({
        what: 'from the first incident to the last card',
        value: `${(lengthMs / 1000).toFixed(1)} s for ${incidents * topicChannels.length} cards`,
        ratio: ideal / lengthMs,
        against: `one call to Slack and two to AWS for each card, sixteen at once, ${(ideal / 1000).toFixed(1)} s`,
      });
    } finally {
      app.stop();
      await backends.end();
    }
  },
};
