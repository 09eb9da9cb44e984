import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { type Backends, startBackends } from '../test/support/backends.ts';
import { type Server, startServer } from './load.ts';
import type { Bench, Report } from './report.ts';
import { createPeople, type Deed, deeds, type Person, type Waits } from './storm/people.ts';

/** Incidents that start at once, each shown in two channels. */
const incidents = 200;
const topicChannels = [ids.checkout, ids.general];
const cards = incidents * topicChannels.length;
/** Milliseconds between their starts, in which the embedded services answer too. */
const spacingMs = 10;
/** How long AWS and Slack take to answer, in milliseconds. */
const awsMs = 100;
const slackMs = 250;
const peopleCount = 50;
/** How long people ask before the storm, in milliseconds. */
const quietMs = 40_000;
/** The longest storm that is waited for, in milliseconds: an earlier build may take minutes. */
const longestMs = 600_000;
/** Jobs that a worker runs at once. */
const width = 16;
/** Messages a second in one channel. https://docs.slack.dev/apis/web-api/rate-limits */
const slackPerSecond = 1;

const quantile = (waits: readonly number[], part: number) =>
  [...waits].sort((a, b) => a - b)[Math.floor(part * waits.length)] ?? Number.NaN;

interface Town {
  backends: Backends;
  app: Server;
}

/** An app, its backends, and an SNS topic that speaks to two channels. @param checkout where the build is; absent: this one */
async function open(users: number, checkout?: string): Promise<Town & { people: Person[] }> {
  const backends = await startBackends({
    environment: { CHAT_TOPICS: `${seedTopics.chat}=${topicChannels.join('+')}` },
  });
  const { workspace } = backends.slack;
  const people = Array.from({ length: users }, (_, index): Person => {
    const user = workspace.addUser({ name: `person${index}` });
    workspace.invite(ids.incidents, user);
    const arn = backends.aws.incidents.start(seedPlans.search, { title: `Of person ${index}`, impact: 4 });
    return { user, channel: ids.incidents, arn };
  });
  const environment = {
    ...backends.appEnvironment,
    ...(people.length > 0 && { INCIDENT_EDITORS: people.map(({ user }) => user).join(',') }),
    BENCH_CERTIFICATE: backends.sns.certificateUrl,
  };
  const app = await startServer('serve-app.ts', environment, checkout);
  backends.slack.setAppUrl(app.url);
  backends.sns.subscribe(seedTopics.chat, `${app.url}/notifications`);
  const isConfirmed = () => backends.sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed);
  await workspace.until(isConfirmed, 10_000);
  backends.aws.faults.add({ kind: 'latency', latencyMs: awsMs });
  backends.slack.faults.add({ kind: 'slow', latencyMs: slackMs });
  return { backends, app, people };
}

async function close({ app, backends }: Town): Promise<void> {
  app.stop();
  await backends.end();
}

/** @returns milliseconds from the first incident to the last card */
async function storm({ aws, slack }: Backends): Promise<number> {
  const beganMs = performance.now();
  let posted = 0;
  const stop = slack.workspace.onEvent((event) => {
    if (event.type === 'message' && topicChannels.some((id) => id === event.message.channel))
      posted += Number(event.message.text.includes('Storm') && event.message.thread_ts === undefined);
  });
  for (let count = 0; count < incidents; count += 1) {
    aws.incidents.start(seedPlans.checkout, { title: `Storm ${count}`, impact: 1 + (count % 5) });
    await sleep(spacingMs);
  }
  await slack.workspace.until(() => posted >= cards, longestMs);
  stop();
  return performance.now() - beganMs;
}

/** The storm of an earlier build, without people. @returns its length in milliseconds */
async function earlierStorm(checkout: string): Promise<number> {
  const town = await open(0, checkout);
  try {
    return await storm(town.backends);
  } finally {
    await close(town);
  }
}

function reportWaits(report: Report, quiet: Waits, stormy: Waits): void {
  for (const deed of Object.keys(deeds) as Deed[]) {
    for (const [name, part] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const [before, during] = [quantile(quiet[deed], part), quantile(stormy[deed], part)];
      report.row({
        what: `${deeds[deed]}: ${name}`,
        value: `${during.toFixed(0)} ms, ${(during / before).toFixed(2)} × as long (${stormy[deed].length} times)`,
        ratio: before / during,
        against: `before the storm, ${before.toFixed(0)} ms (${quiet[deed].length} times)`,
      });
    }
  }
}

function reportLength(report: Report, lengthMs: number, earlierMs: number | undefined): void {
  const value = `${(lengthMs / 1000).toFixed(1)} s for ${cards} cards`;
  // All that has to be posted, one message after the other in each place of the worker.
  const ideal = (cards * (slackMs + 2 * awsMs)) / width;
  report.row({
    what: 'from the first incident to the last card',
    value,
    ratio: ideal / lengthMs,
    against: `one call to Slack and two to AWS for each card, ${width} at once, ${(ideal / 1000).toFixed(1)} s`,
  });
  const allowed = (incidents / slackPerSecond) * 1000;
  report.row({
    what: 'from the first incident to the last card',
    value,
    ratio: allowed / lengthMs,
    against: `Slack’s limit of one message a second in a channel, ${(allowed / 1000).toFixed(0)} s: not enforced here, but in production no app is faster`,
  });
  if (earlierMs === undefined) return;
  report.row({
    what: 'from the first incident to the last card',
    value: `${value}, ${(lengthMs / earlierMs).toFixed(2)} × as long`,
    ratio: earlierMs / lengthMs,
    against: `the build in BENCH_EARLIER, without people, ${(earlierMs / 1000).toFixed(1)} s`,
  });
}

/** What people wait for while an outage starts 200 incidents at once, compared with a quiet minute of the same run. */
export const bench: Bench = {
  name: 'people in a storm',
  about: `How long ${peopleCount} people wait for answers while ${incidents} incidents start at once, each with a card in two channels;
AWS takes ${awsMs} ms to answer each call and Slack ${slackMs} ms. Each person asks, waits for the answer, pauses for two to six seconds, and
asks for the next thing. The app runs in its own process with the embedded queue. Baseline: the same people before the storm,
when nothing else happens. The ideal is 1 ×: no one notices the storm. With \`BENCH_EARLIER\` naming a checkout of an earlier build,
the length of the storm is compared with that build's in the same run.`,
  async run(report) {
    const earlier = process.env.BENCH_EARLIER;
    if (earlier !== undefined) report.progress('  the storm of the earlier build');
    const earlierMs = earlier === undefined ? undefined : await earlierStorm(earlier);
    if (earlierMs !== undefined) report.progress(`  ${(earlierMs / 1000).toFixed(1)} s`);
    const town = await open(peopleCount);
    try {
      const people = createPeople(town.backends);
      report.progress('  people arrive');
      await people.arrive(town.people);
      report.progress('  before the storm');
      const untilMs = performance.now() + quietMs;
      const quiet = await people.act(town.people, () => performance.now() < untilMs);
      report.progress(`  ${incidents} incidents start`);
      let rages = true;
      const raging = storm(town.backends).finally(() => {
        rages = false;
      });
      const stormy = await people.act(town.people, () => rages);
      const lengthMs = await raging;
      reportWaits(report, quiet, stormy);
      reportLength(report, lengthMs, earlierMs);
    } finally {
      await close(town);
    }
  },
};
