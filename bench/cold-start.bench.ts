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

/** What one would take from the shelf: Bolt's own receiver for Lambda, and AWS's client for the queue. */
const peer = `
import { App, AwsLambdaReceiver } from '@slack/bolt';
import { SQSClient } from '@aws-sdk/client-sqs';
const receiver = new AwsLambdaReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET });
new App({ token: process.env.SLACK_BOT_TOKEN, receiver, tokenVerificationEnabled: false });
export const client = new SQSClient({});
export const handler = receiver.toHandler();
`;

/** Whole processes, started in turns: how long each takes from start to end, in milliseconds. */
async function startInTurns(files: readonly string[], progress: (text: string) => void): Promise<number[]> {
  const times = files.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    progress(`  round ${round + 1} of ${rounds}`);
    for (const [index, file] of files.entries()) {
      const started = performance.now();
      const child = spawn(process.execPath, [file], { env: environment, stdio: 'ignore' });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Error(`${file} ended with ${code}`);
      // The first round fills the caches of the file system.
      if (round >= 0) times[index]?.push(performance.now() - started);
    }
  }
  return times.map(median);
}

/** A process that loads a bundle; where an event is given, it is invoked with it once. */
function starter(folder: string, name: string, event?: object): string {
  const file = join(folder, `start-${name}.mjs`);
  const invoke = event === undefined ? '' : `await handler(${JSON.stringify(event)});`;
  writeFileSync(file, `import { handler } from './${name}/index.mjs';\n${invoke || 'handler;'}\nprocess.exit(0);\n`);
  return file;
}

/**
 * The Lambda functions as they are shipped, from the start of the process until they can take their first event (the
 * worker: its first job, the whole app being put together), against an empty process in the same run.
 */
export const bench: Bench = {
  name: 'cold start',
  about: `Whole processes from start to end, in turns, median of nine: the bundles as they are shipped, until they can take their
first event. The least possible is an empty process.`,
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
        what: 'slack function, ready to take and to enqueue',
        value: times(slack),
        ratio: bolt / slack,
        against,
      });
      report.row({ what: 'notifications function, ready', value: times(notifications) });
      report.row({ what: 'worker function, until its first job', value: times(worker) });
      for (const [name, metafile] of metafiles) {
        const kib = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`;
        const value = `${kib(bytesAtStart(metafile))} at the start, ${kib(bytesInAll(metafile))} in all`;
        report.row({ what: `bundle of the ${name} function`, value });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
