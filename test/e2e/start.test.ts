import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedSlack, type EmbeddedSlack } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ChildApp, startChildApp } from './child-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'incident-start-'));
let slack: EmbeddedSlack;
let app: ChildApp | undefined;
let busy: Server;
let busyPort: string;

beforeAll(async () => {
  busy = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => busy.once('listening', resolve));
  busyPort = String((busy.address() as { port: number }).port);
});
beforeEach(async () => {
  slack = await createEmbeddedSlack({ rateLimits: false });
});
afterEach(async () => {
  if (app?.process.exitCode === null) await app.kill();
  app = undefined;
  await slack.close();
});
afterAll(() => {
  busy.close();
  rmSync(folder, { recursive: true });
});

const environment = (given: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  SLACK_API_URL: slack.apiUrl,
  SLACK_BOT_TOKEN: slack.botToken,
  AWS_REGION: 'eu-west-1',
  STORE_URL: `sqlite:${join(folder, 'incidents.db')}`,
  PORT: '0',
  ...given,
});
const http = { SLACK_SIGNING_SECRET: '0123456789abcdef' };

/** The output of a start that fails. */
const refusal = (given: NodeJS.ProcessEnv): Promise<string> =>
  startChildApp(environment(given)).then(
    (started) => {
      app = started;
      return `it started: ${started.output()}`;
    },
    (error: unknown) => String(error).replace('Error: the app ended: ', ''),
  );

async function start(given: NodeJS.ProcessEnv): Promise<ChildApp> {
  app = await startChildApp(environment(given));
  return app;
}

describe('a start that fails prints one line, without a stack trace', () => {
  test.each([
    [
      'an app-level token that Slack refuses',
      { SLACK_APP_TOKEN: 'xapp-wrong' },
      /^SLACK_APP_TOKEN: found .*invalid_auth/,
    ],
    [
      'a host that is none',
      { ...http, HOST: 'no-such-host.invalid' },
      /^HOST: found "no-such-host\.invalid", expected /,
    ],
    ['a host of another machine', { ...http, HOST: '192.0.2.1' }, /^HOST: found "192\.0\.2\.1", expected /],
    ['a database that is none', { ...http, STORE_URL: 'sqlite:package.json' }, /^STORE_URL: /],
  ])('the start prints one line that names the variable: %s', async (_, given, line) => {
    const output = await refusal(given);
    expect(output).toMatch(line);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a start on a port that is in use fails', async () => {
    expect(await refusal({ ...http, PORT: busyPort })).toBe(
      `PORT: found ${busyPort}, which another program listens on, expected a free port\n`,
    );
  });
});

describe('the bot token at the start', () => {
  test.each([['http'], ['socket']])('a bot token that Slack refuses is logged (%s)', async (mode) => {
    const started = await start({
      ...(mode === 'http' ? http : { SLACK_APP_TOKEN: slack.appToken }),
      SLACK_BOT_TOKEN: 'xoxb-wrong',
      LOG_LEVEL: 'error',
    });
    await slack.workspace.until(() => started.output().includes('invalid_auth'), 10_000);
    const [line = '{}'] = started
      .output()
      .split('\n')
      .filter((each) => each.startsWith('{'));
    expect(JSON.parse(line)).toMatchObject({
      level: 'ERROR',
      message: 'Slack refuses SLACK_BOT_TOKEN',
      code: 'invalid_auth',
    });
    expect(await started.terminate()).toBe(0);
  });

  test('the app starts while Slack is down, and checks the token later', async () => {
    slack.faults.add({ kind: 'unavailable', times: 2 });
    const started = await start(http);
    await slack.workspace.until(() => slack.calls.count('auth.test') >= 3, 15_000);
    expect(started.output()).not.toContain('refuses');
    expect(await started.terminate()).toBe(0);
  });
});
