import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { startBackends } from '../test/support/backends.ts';
import { startServer } from './load.ts';
import type { Bench, Report } from './report.ts';

/** A tenth of an hour at the limit of Slack's quota for a large workspace: 200 card updates and 20 commands a minute. */
const tenth = { incidents: 20, changesEach: 60, commands: 120 };
/** Milliseconds between changes: as fast as the app keeps up. */
const spacingMs = 15;

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Until a started app is idle, in milliseconds. */
const idleMs = 5000;

interface Held {
  rss: number;
  heap: number;
}

/**
 * Plays an hour's work to an app.
 * @param checkout where its build is; absent: this one
 * @returns its memory when it was idle, and after each tenth, in bytes
 */
async function hour(report: Report, checkout?: string): Promise<{ idle: Held; held: Held[] }> {
  const backends = await startBackends({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}` } });
  const environment = { ...backends.appEnvironment, BENCH_CERTIFICATE: backends.sns.certificateUrl };
  const app = await startServer('serve-app.ts', environment, checkout);
  backends.slack.setAppUrl(app.url);

  async function untilDone(): Promise<void> {
    for (let left = 1; left > 0; ) {
      await sleep(250);
      const { jobs } = (await (await fetch(`${app.url}/healthz`)).json()) as {
        jobs: { waiting: number; running: number };
      };
      left = jobs.waiting + jobs.running;
    }
  }

  async function work(): Promise<void> {
    const arns: string[] = [];
    for (let count = 0; count < tenth.incidents; count += 1) {
      arns.push(backends.aws.incidents.start(seedPlans.checkout, { title: `Slow ${count}`, impact: 3 }));
      await sleep(spacingMs);
    }
    const everyNth = Math.floor((tenth.incidents * tenth.changesEach) / tenth.commands);
    for (let change = 0; change < tenth.incidents * tenth.changesEach; change += 1) {
      const arn = arns[change % arns.length] ?? '';
      backends.aws.incidents.update(arn, { title: `Slow, seen ${change} times`, impact: 2 + (change % 3) });
      if (change % everyNth === 0) {
        await backends.slack.workspace.command({
          user: ids.ada,
          channel: ids.incidents,
          text: `/incident timeline ${arn}`,
        });
      }
      await sleep(spacingMs);
    }
    for (const arn of arns) backends.aws.incidents.update(arn, { status: 'RESOLVED' });
    await untilDone();
  }

  try {
    backends.sns.subscribe(seedTopics.chat, `${app.url}/notifications`);
    const isConfirmed = () => backends.sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed);
    await backends.slack.workspace.until(isConfirmed, 10_000);
    await sleep(idleMs);
    const idle = await app.memory();
    const held: Held[] = [];
    for (let part = 1; part <= 10; part += 1) {
      await work();
      held.push(await app.memory());
      report.progress(`  ${part} of 10: ${megabytes(held.at(-1)?.heap ?? 0)}`);
    }
    return { idle, held };
  } finally {
    app.stop();
    await backends.end();
  }
}

const peak = (held: readonly Held[]) => Math.max(...held.map(({ rss }) => rss));

/** Memory after each tenth of an hour's work, played as fast as the app keeps up. */
export const bench: Bench = {
  name: 'memory over an hour’s work',
  about: `Whether memory grows with work, and how much the process takes. The app, in its own process and started as \`npm start\` does,
receives an hour’s load at the limit of the quotas, as fast as it keeps up: ${tenth.incidents * 10} incidents that open, change ${tenth.changesEach} times each and are resolved
(12,400 SNS notifications), and ${tenth.commands * 10} commands. Memory is measured after each tenth. The ideal of the live heap is 1 ×: nothing
accumulates. With \`BENCH_EARLIER\` naming a checkout of an earlier build, resident memory is compared with that build’s.`,
  async run(report) {
    const checkout = process.env.BENCH_EARLIER;
    if (checkout !== undefined) report.progress('  the earlier build');
    const before = checkout === undefined ? undefined : await hour(report, checkout);
    if (before !== undefined) report.progress('  this build');
    const { idle, held } = await hour(report);
    const [first, last] = [held[1]?.heap ?? 0, held[9]?.heap ?? 0];
    report.row({
      what: 'live heap after the hour',
      value: megabytes(last),
      ratio: first / last,
      against: `after the second tenth, ${megabytes(first)}`,
    });
    const resident = (what: string, bytes: number, earlier: number | undefined) =>
      report.row({
        what: `resident memory (RSS), ${what}`,
        value: megabytes(bytes),
        ...(earlier !== undefined && {
          ratio: earlier / bytes,
          against: `the build in BENCH_EARLIER, ${megabytes(earlier)}: ${(bytes / earlier).toFixed(2)} × as much`,
        }),
      });
    resident('idle', idle.rss, before?.idle.rss);
    resident('the most after a tenth', peak(held), before && peak(before.held));
  },
};
