import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from 'slack-aws-sandbox';
import { seedPlans } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack } from 'slack-aws-sandbox/slack';
import { bundleAll } from '../scripts/bundles.ts';
import { functionUrlEvent, signingSecret, slackRequest } from '../test/lambda/http-events.ts';
import { startLambdaBackends } from '../test/lambda/lambda-backends.ts';
import { startDelayed } from './delayed.ts';
import { median } from './interleaved.ts';
import type { Bench } from './report.ts';

const rounds = 9;
/** How long a call takes at each service, in milliseconds. */
const serviceMs = { dynamoDb: 6, sqs: 6, aws: 30, slack: 120 };

interface Times {
  /** From the start of the process to the answer of `chat.postMessage`, in milliseconds. */
  cardMs: number;
  /** CPU of the whole process, in milliseconds. */
  cpuMs: number;
}

/** Invokes a bundle in a new process. @returns its CPU, in milliseconds */
async function invokeCold(folder: string, name: string, event: object, env: NodeJS.ProcessEnv): Promise<number> {
  const file = join(folder, `invoke-${name}.mjs`);
  const lines = [
    `import { handler } from './${name}/index.mjs';`,
    `const invokedFunctionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:${name}';`,
    'const context = { getRemainingTimeInMillis: () => 60_000, invokedFunctionArn };',
    `await handler(${JSON.stringify(event)}, context);`,
    'const { user, system } = process.cpuUsage();',
    'process.stdout.write(String((user + system) / 1000), () => process.exit(0));',
  ];
  writeFileSync(file, lines.join('\n'));
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the ${name} function exited with code ${code}`);
  return Number(output.match(/[\d.]+$/)?.[0]);
}

/** A cold worker function. */
export const bench: Bench = {
  name: 'cold card',
  about: `How long a person waits for a card when no worker function is running. A process starts with the shipped bundle, gets one
\`/incident <arn>\` and posts the card. A call to DynamoDB or SQS takes ${serviceMs.dynamoDb} ms, to AWS ${serviceMs.aws} ms, to Slack ${serviceMs.slack} ms. The median of nine.
\`BENCH_AGAINST=FOLDER\` names bundles of another build, which then take turns with these.`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'incident-bench-'));
    const backends = await startLambdaBackends();
    const slack = await createEmbeddedSlack({
      manifest: readManifest('manifest.yml'),
      rateLimits: false,
      signingSecret,
    });
    let postedMs = 0;
    const [aws, dynamo, web] = await Promise.all([
      startDelayed(backends.aws.url, ({ headers }) =>
        String(headers['x-amz-target']).startsWith('AmazonSQS') ? serviceMs.sqs : serviceMs.aws,
      ),
      startDelayed(backends.dynamo.url, () => serviceMs.dynamoDb),
      startDelayed(
        slack.apiUrl,
        () => serviceMs.slack,
        ({ url }) => {
          if (url?.endsWith('chat.postMessage')) postedMs = performance.now();
        },
      ),
    ]);
    const toAws = (value: string | undefined) => value?.replace(backends.aws.url, aws.url);
    const environment = {
      ...Object.fromEntries(Object.entries(backends.environment).map(([name, value]) => [name, toAws(value)])),
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
      SLACK_API_URL: `${web.url}/api/`,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: signingSecret,
    };
    const { ids } = slack.workspace;

    async function takeTurn(bundles: string): Promise<Times> {
      const arn = backends.aws.incidents.start(seedPlans.checkout, { title: 'Cold start', impact: 4 });
      const command = new URLSearchParams({
        command: '/incident',
        text: arn,
        channel_id: ids.checkout,
        user_id: ids.ada,
        team_id: ids.team,
        trigger_id: `${Date.now()}.1.x`,
        response_url: `${web.url}/none`,
      });
      await invokeCold(bundles, 'slack', functionUrlEvent(slackRequest(command.toString())), environment);
      const event = await backends.takeEvent();
      const startedMs = performance.now();
      const cpuMs = await invokeCold(bundles, 'worker', event, environment);
      await backends.settle(event, { batchItemFailures: [] });
      if (postedMs < startedMs) throw new Error('no card was posted');
      // What the card's job left in the queue is not of interest.
      while ((await backends.left()) > 0) await backends.settle(await backends.takeEvent(), { batchItemFailures: [] });
      return { cardMs: postedMs - startedMs, cpuMs };
    }

    try {
      await bundleAll(folder);
      const other = process.env.BENCH_AGAINST;
      const builds = [folder, ...(other === undefined ? [] : [other])];
      const times = builds.map((): Times[] => []);
      for (let round = -1; round < rounds; round += 1) {
        report.progress(`  round ${round + 1} of ${rounds}`);
        for (const [index, build] of builds.entries()) {
          const turn = await takeTurn(build);
          // Round -1 fills the file system's caches.
          if (round >= 0) times[index]?.push(turn);
        }
      }
      const [ours, theirs] = times.map((turns) => ({
        cardMs: median(turns.map(({ cardMs }) => cardMs)),
        cpuMs: median(turns.map(({ cpuMs }) => cpuMs)),
      }));
      const compared = (name: keyof Times) =>
        theirs &&
        ours && { ratio: theirs[name] / ours[name], against: `the other build, ${theirs[name].toFixed(0)} ms` };
      report.row({
        what: 'process started → card posted',
        value: `${ours?.cardMs.toFixed(0)} ms`,
        ...compared('cardMs'),
      });
      report.row({ what: 'CPU of that process', value: `${ours?.cpuMs.toFixed(0)} ms`, ...compared('cpuMs') });
    } finally {
      await Promise.all([aws.close(), dynamo.close(), web.close()]);
      await slack.close();
      await backends.end();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
