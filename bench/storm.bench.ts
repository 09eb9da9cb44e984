import { seedTopics } from 'slack-aws-sandbox/aws';
import { type Backends, startBackends } from '../test/support/backends.ts';
import { type Server, startServer } from './load.ts';
import type { Bench, Report } from './report.ts';
import type { Person } from './storm/people.ts';
import { awsMs, invitePeople, measurePeople, peopleCount, slackMs, storm, topicChannels } from './storm/storm.ts';

/** Incidents that start at once. */
const incidents = 200;
const cards = incidents * topicChannels.length;
/** Jobs that a worker runs at once. */
const width = 16;
/** Messages a second in one channel. https://docs.slack.dev/apis/web-api/rate-limits */
const slackPerSecond = 1;

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
  const people = invitePeople(backends, users);
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

/** The storm of an earlier build, without people. @returns its length in milliseconds */
async function earlierStorm(checkout: string): Promise<number> {
  const town = await open(0, checkout);
  try {
    return await storm(town.backends, incidents);
  } finally {
    await close(town);
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
      const lengthMs = await measurePeople(town.backends, town.people, incidents, report);
      reportLength(report, lengthMs, earlierMs);
    } finally {
      await close(town);
    }
  },
};
