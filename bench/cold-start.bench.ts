import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleAll, bytesAtStart, bytesInAll } from '../scripts/bundles.ts';
import { median } from './interleaved.ts';
import type { Bench } from './report.ts';

const rounds = 9;

const environment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs.fifo',
  STORE_URL: 'dynamodb:incidents',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
};

/** The off-the-shelf alternative: Bolt's receiver for Lambda and the AWS SDK's SQS client. */
const peer = `
import { App, AwsLambdaReceiver } from '@slack/bolt';
import { SQSClient } from '@aws-sdk/client-sqs';
const receiver = new AwsLambdaReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET });
new App({ token: process.env.SLACK_BOT_TOKEN, receiver, tokenVerificationEnabled: false });
export const client = new SQSClient({});
export const handler = receiver.toHandler();
`;

/** Starts processes alternately. @returns the median duration of each from start to exit, in milliseconds */
async function startInTurns(files: readonly string[], progress: (text: string) => void): Promise<number[]> {
  const times = files.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    progress(`  round ${round + 1} of ${rounds}`);
    for (const [index, file] of files.entries()) {
      const started = performance.now();
      const child = spawn(process.execPath, [file], { env: environment, stdio: 'ignore' });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`${file} exited with code ${code}`);
      // Round -1 fills the file system's caches.
      if (round >= 0) times[index]?.push(performance.now() - started);
    }
  }
  return times.map(median);
}

/** Writes a script that loads a bundle and, if an event is given, invokes its handler once. */
function starter(folder: string, name: string, event?: object): string {
  const file = join(folder, `start-${name}.mjs`);
  const invoke = event === undefined ? '' : `await handler(${JSON.stringify(event)});`;
  writeFileSync(file, `import { handler } from './${name}/index.mjs';\n${invoke || 'handler;'}\nprocess.exit(0);\n`);
  return file;
}

/** Start-up of the shipped Lambda bundles, compared with an empty Node process. */
export const bench: Bench = {
  name: 'cold start',
  about: `How long a Lambda function takes to start. A process loads the shipped bundle until it can take its first event, then exits.
Bundles take turns; the median of nine is shown, as a multiple of an empty Node process. Baseline for the function that
acknowledges Slack’s requests: Bolt’s receiver for Lambda with AWS’s SQS client, which does the same.`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'incident-bench-'));
    try {
      const metafiles = await bundleAll(folder);
      const stdin = { contents: peer, resolveDir: process.cwd() };
      const banner = { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" };
      const outfile = join(folder, 'bolt', 'index.mjs');
      const settings = { bundle: true, minify: true, platform: 'node', format: 'esm' } as const;
      await build({ stdin, outfile, banner, ...settings, mainFields: ['module', 'main'], logLevel: 'error' });
      writeFileSync(join(folder, 'empty.mjs'), '');
      const [empty = 0, slack = 0, notifications = 0, worker = 0, bolt = 0] = await startInTurns(
        [
          join(folder, 'empty.mjs'),
          starter(folder, 'slack'),
          starter(folder, 'notifications', { Records: [] }),
          starter(folder, 'worker', { Records: [] }),
          starter(folder, 'bolt'),
        ],
        report.progress,
      );
      const times = (ms: number) => `${(ms / empty).toFixed(2)} × an empty process (${ms.toFixed(0)} ms)`;
      const against = `Bolt’s AwsLambdaReceiver with AWS’s SQS client, ${times(bolt)}`;
      report.row({
        what: 'slack function, ready to accept and enqueue',
        value: times(slack),
        ratio: bolt / slack,
        against,
      });
      report.row({ what: 'notifications function, ready', value: times(notifications) });
      report.row({ what: 'worker function, ready for its first job', value: times(worker) });
      for (const [name, metafile] of metafiles) {
        const kib = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`;
        const value = `${kib(bytesAtStart(metafile))} loaded at start, ${kib(bytesInAll(metafile))} in total`;
        report.row({ what: `bundle of the ${name} function`, value });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
