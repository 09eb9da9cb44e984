import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterEach, describe, expect, test } from 'vitest';
import { startBackends } from '../support/backends.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
const later = (cleanUp: () => Promise<unknown>) => void cleanUps.push(cleanUp);

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startFor(options: Parameters<typeof startBackends>[0] = {}) {
  const started = await startBackends(options);
  later(started.end);
  return started;
}

async function child(environment: NodeJS.ProcessEnv): Promise<ChildApp> {
  const started = await startChildApp(environment);
  later(
    async () =>
      void (started.process.exitCode === null && started.process.signalCode === null && (await started.kill())),
  );
  return started;
}

describe('a process of the app', () => {
  test('a process killed before its answer gives it once after a restart', async () => {
    const { slack, aws, appEnvironment } = await startFor();
    const { ids } = slack.workspace;
    const first = await child(appEnvironment);
    slack.setAppUrl(first.url);
    aws.faults.add({ kind: 'stall', operation: 'GetIncidentRecord' });
    const text = `/incident ${seedIncidents.critical}`;
    const acknowledged = await slack.workspace.command({ user: ids.ada, channel: ids.incidents, text });
    expect(acknowledged.status).toBe(200);
    await slack.workspace.until(() => aws.calls.count('GetIncidentRecord') > 0, 5000);
    await first.kill();
    aws.faults.clear();
    expect(slack.workspace.messages(ids.incidents)).toEqual([]);
    const second = await child(appEnvironment);
    slack.setAppUrl(second.url);
    await slack.workspace.until(() => slack.workspace.messages(ids.incidents).length > 0, 10_000);
    expect(await second.terminate()).toBe(0);
    const cards = slack.workspace.messages(ids.incidents);
    expect(cards).toHaveLength(1);
    expect(JSON.stringify(cards)).toContain(seedIncidents.critical);
  });

  test('SIGTERM lets the process finish its current jobs', async () => {
    const { slack, aws, appEnvironment } = await startFor();
    const { ids } = slack.workspace;
    const app = await child(appEnvironment);
    slack.setAppUrl(app.url);
    aws.faults.add({ kind: 'latency', latencyMs: 1500, operation: 'GetIncidentRecord' });
    await slack.workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident ${seedIncidents.alarm}` });
    await slack.workspace.until(() => aws.calls.count('GetCallerIdentity') > 0, 5000);
    expect(await app.terminate()).toBe(0);
    expect(slack.workspace.messages(ids.incidents)).toHaveLength(1);
  });

  test('SIGTERM while AWS is silent hands the job back within ten seconds, and the next process runs it', {
    timeout: 40_000,
  }, async () => {
    const { slack, aws, appEnvironment } = await startFor();
    const { ids } = slack.workspace;
    const first = await child(appEnvironment);
    slack.setAppUrl(first.url);
    aws.faults.add({ kind: 'stall' });
    await slack.workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident ${seedIncidents.low}` });
    await slack.workspace.until(() => aws.calls.count('GetCallerIdentity') > 0, 5000);
    const asked = Date.now();
    expect(await first.terminate()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    aws.faults.clear();
    const second = await child(appEnvironment);
    await slack.workspace.until(() => slack.workspace.messages(ids.incidents).length > 0, 10_000);
    expect(await second.terminate()).toBe(0);
    expect(slack.workspace.messages(ids.incidents)).toHaveLength(1);
  });

  test('SIGTERM while both queues are silent ends the process within ten seconds', {
    timeout: 40_000,
  }, async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    later(async () => void silent.close());
    const { port } = silent.address() as { port: number };
    const { appEnvironment } = await startFor();
    const app = await child({
      ...appEnvironment,
      QUEUE_URL: `http://127.0.0.1:${port}/111122223333/jobs.fifo`,
      NOTIFICATIONS_QUEUE_URL: `http://127.0.0.1:${port}/111122223333/news`,
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${port}`,
    });
    const given = setTimeout(() => app.process.kill('SIGKILL'), 10_000);
    expect(await app.terminate()).toBe(0);
    clearTimeout(given);
  });

  test('SIGTERM to npm ends the app', { timeout: 40_000 }, async () => {
    const npm = spawn('npm', ['start'], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // The app holds its end of the pipe until it ends.
    const closed = once(npm, 'close');
    later(async () => void npm.kill('SIGKILL'));
    let output = '';
    const url = await new Promise<string>((resolve) => {
      npm.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const listening = /http:\/\/localhost:(\d+)/.exec(output)?.[1];
        if (listening !== undefined) resolve(`http://127.0.0.1:${listening}`);
      });
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    npm.kill('SIGTERM');
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test('a process in Socket Mode answers commands, clicks and the health check without a public address', async () => {
    const { slack, appEnvironment } = await startFor({ slack: { deliverBy: 'socket' } });
    const { ids } = slack.workspace;
    const { SLACK_SIGNING_SECRET: _, ...environment } = appEnvironment;
    const app = await child({ ...environment, SLACK_APP_TOKEN: slack.appToken });
    await slack.workspace.until(() => slack.sockets.count() > 0, 5000);
    const command = { user: ids.ada, channel: ids.incidents, text: `/incident ${seedIncidents.critical}` };
    await slack.workspace.command(command);
    const card = await slack.workspace.until(() => slack.workspace.messages(ids.incidents)[0], 10_000);
    await slack.workspace.click({ user: ids.ada, channel: ids.incidents, ts: card.ts, action_id: 'incident:timeline' });
    await slack.workspace.until(() => slack.workspace.views(ids.ada).length > 0, 10_000);
    const health = await fetch(`${app.url}/healthz`);
    expect(await health.json()).toMatchObject({ queue: true, store: true, worker: true, socket: true });
    expect((await fetch(`${app.url}/slack/events`, { method: 'POST' })).status).toBe(404);
    expect(await app.terminate()).toBe(0);
  });

  test('without configuration the process is the sandbox, and takes the next port if one is busy', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    later(async () => void busy.close());
    await new Promise((resolve) => busy.once('listening', resolve));
    const { port } = busy.address() as { port: number };
    const app = await child({ PORT: String(port) });
    expect(app.output()).toMatch(new RegExp(`Port ${port} is busy, using \\d+`));
    const page = await fetch(`${app.url}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="root">');
    const incidents = (await (await fetch(`${app.url}/sandbox/incidents`)).json()) as { arn: string }[];
    expect(incidents.map(({ arn }) => arn)).toContain(seedIncidents.critical);
    expect(await app.terminate()).toBe(0);
  });

  test('a wrong configuration stops the start with one line a variable, without stack or secret', async () => {
    const wrong = { SLACK_BOT_TOKEN: 'hunter2', STATUS_POSTS: 'often' };
    const output = await startChildApp(wrong).then(
      () => 'it started',
      (error: unknown) => String(error),
    );
    expect(output).toMatch(/SLACK_BOT_TOKEN: found something else \(not shown\), expected .*\n/);
    expect(output).toMatch(/STATUS_POSTS: found "often", expected .*/);
    expect(output).not.toMatch(/hunter2|at .*\.ts/);
  });
});
