import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { readManifest } from 'slack-aws-sandbox';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, type EmbeddedSlack } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { functionUrlEvent, signingSecret, slackRequest } from './http-events.ts';
import { type LambdaBackends, startLambdaBackends } from './lambda-backends.ts';

/** The clock of the functions and of AWS and Slack, which leaps over delays. */
let aheadMs = 0;
const machineNow = Date.now;
vi.spyOn(Date, 'now').mockImplementation(() => machineNow() + aheadMs);
let backends: LambdaBackends;
let slack: EmbeddedSlack;

beforeAll(async () => {
  backends = await startLambdaBackends();
  slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false, signingSecret });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await slack.close();
  await backends.end();
  vi.restoreAllMocks();
});

/** As Lambda names the worker. */
const invokedFunctionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:worker';

/** Functions that have just started, in this process. */
async function startFunctions(channels: readonly string[]) {
  const environment = {
    ...backends.environment,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    CHAT_TOPICS: `${seedTopics.chat}=${channels.join('+')}`,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const [front, sns, worker] = await Promise.all([
    import('../../src/fronts/lambda/slack.ts'),
    import('../../src/fronts/lambda/notifications.ts'),
    import('../../src/fronts/lambda/worker.ts'),
  ]);
  let told = 0;

  /** Runs what is in the queue, as Lambda does, until nothing is left. @returns the jobs that were delivered */
  async function work(): Promise<number> {
    let jobs = 0;
    while ((await backends.left()) > 0) {
      const event = await backends.takeEvent();
      if (event.Records.length === 0) {
        aheadMs += 250;
        continue;
      }
      jobs += event.Records.length;
      await backends.settle(event, await worker.handler(event, { invokedFunctionArn }));
    }
    return jobs;
  }

  return {
    /** `/incident` in a channel, until its last job is done. */
    async command(text: string, channel: string = slack.workspace.ids.incidents) {
      const command = {
        command: '/incident',
        text,
        channel_id: channel,
        user_id: slack.workspace.ids.ada,
        team_id: slack.workspace.ids.team,
        trigger_id: `${Date.now()}.1.x`,
        response_url: 'http://127.0.0.1:9/none',
      };
      await front.handler(functionUrlEvent(slackRequest(new URLSearchParams(command).toString())));
      return work();
    },
    /** A notification about an incident, until its last job is done. */
    async notify(arn: string) {
      told += 1;
      const Sns = {
        Type: 'Notification',
        MessageId: `${Date.now()}-${told}`,
        TopicArn: seedTopics.chat,
        Message: JSON.stringify({ 'detail-type': 'SSM Incident Record Update', resources: [arn], detail: {} }),
        Timestamp: new Date().toISOString(),
        SignatureVersion: '1',
        Signature: 'EXAMPLE',
        SigningCertUrl: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
      };
      await sns.handler({ Records: [{ EventSource: 'aws:sns', Sns }] });
      return work();
    },
  };
}

/** What Lambda itself asks of the queue. */
const ofLambda = new Set(['SQS ReceiveMessage', 'SQS DeleteMessage', 'SQS GetQueueAttributes']);

/** Counts the requests that arrive at Slack, AWS, DynamoDB and SQS while `work` runs. */
async function counted(work: () => Promise<number>) {
  const counts = new Map<string, number>();
  const note = (message: unknown): void => {
    const { headers, url = '' } = (message as { request: IncomingMessage }).request;
    const name = nameOf(headers['x-amz-target'], url, headers);
    if (!ofLambda.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  subscribe('http.server.request.start', note);
  try {
    const jobs = await work();
    const byName = Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
    return { requests: [...counts.values()].reduce((sum, count) => sum + count, 0), jobs, byName };
  } finally {
    unsubscribe('http.server.request.start', note);
  }
}

function nameOf(target: string | string[] | undefined, url: string, headers: IncomingMessage['headers']): string {
  if (typeof target === 'string') {
    const [service = '', action] = target.split('.');
    return `${service.replace(/_\d+$/, '').replace('AmazonSQS', 'SQS')} ${action}`;
  }
  const service = /\/([a-z0-9-]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  return service === undefined
    ? `Slack ${url.replace(/^.*\/api\//, '').replace(/\?.*/, '')}`
    : `${service} ${url.replace(/\?.*/, '')}`;
}

interface Limit {
  /** Requests to Slack, AWS, DynamoDB and SQS together. */
  requests: number;
  /** Deliveries of jobs; a delayed job has up to three. */
  jobs: number;
}

async function expectAtMost(work: () => Promise<number>, limit: Limit): Promise<void> {
  const { byName, ...counts } = await counted(work);
  // What was sent is shown only when it is too much.
  const isMore = counts.requests > limit.requests || counts.jobs > limit.jobs;
  expect.soft(isMore ? { ...counts, byName } : limit).toEqual(limit);
}

/** Lets the pages of the embedded AWS arrive, which takes some seconds, and shows them. */
async function settle(refresh: () => Promise<number>): Promise<void> {
  aheadMs += 10_000;
  await refresh();
  rest();
}

/** Cards rest for a second after each update. Not for long: what Slack says of a channel is cached for a minute. */
function rest(): void {
  aheadMs += 2000;
}

// A record may be changed a millisecond after it was created: then a late refresh follows the one for its first card.
test('requests and jobs of an event on Lambda, SQS and DynamoDB do not grow', async () => {
  const { ids } = slack.workspace;
  const start = (title: string) => backends.aws.incidents.start(seedPlans.checkout, { title, impact: 4 });
  // What an earlier process stored of the workspace is part of a table in use.
  await (await startFunctions([ids.checkout])).command(start('An earlier one'));
  const { command, notify } = await startFunctions([ids.checkout]);
  await expectAtMost(() => command(start('The first of a cold process')), { requests: 14, jobs: 1 });
  await expectAtMost(() => command(start('The second')), { requests: 11, jobs: 1 });
  const arn = start('A new incident');
  await expectAtMost(() => notify(arn), { requests: 35, jobs: 8 });
  await settle(() => notify(arn));
  await expectAtMost(() => notify(arn), { requests: 14, jobs: 4 });
  rest();
  backends.aws.incidents.update(arn, { impact: 3 });
  await expectAtMost(() => notify(arn), { requests: 18, jobs: 3 });
});

test('requests for each further channel of an incident do not grow', async () => {
  const { ids } = slack.workspace;
  const { notify } = await startFunctions([ids.checkout, ids.general]);
  const arn = backends.aws.incidents.start(seedPlans.checkout, { title: 'In two channels', impact: 4 });
  await expectAtMost(() => notify(arn), { requests: 48, jobs: 10 });
  await settle(() => notify(arn));
  await expectAtMost(() => notify(arn), { requests: 14, jobs: 4 });
  rest();
  backends.aws.incidents.update(arn, { impact: 3 });
  await expectAtMost(() => notify(arn), { requests: 25, jobs: 4 });
});
