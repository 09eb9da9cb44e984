import { seedIncidents, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { type ChildApp, startChildApp } from '../e2e/child-app.ts';
import { type Backends, startBackends } from '../support/backends.ts';
import { form, slackHeaders } from './start-fronts.ts';

const secrets = {
  botToken: 'xoxb-111-222-SecretOfTheBotToken',
  signingSecret: 'c0ffee00secretofthesigning00c0ffee',
  accessKey: 'SecretOfTheAccessKey/0123456789',
};
/** What people wrote must not reach the log. */
const privateWords = 'the merger is called Bluebird';

let backends: Backends;
let app: ChildApp;
const answers: string[] = [];

beforeAll(async () => {
  backends = await startBackends({
    slack: { botToken: secrets.botToken, signingSecret: secrets.signingSecret },
    environment: {
      LOG_LEVEL: 'debug',
      INCIDENT_EDITORS: ids.ada,
      AWS_SECRET_ACCESS_KEY: secrets.accessKey,
      CHAT_TOPICS: `${seedTopics.chat}=${ids.checkout}`,
    },
  });
  app = await startChildApp(backends.appEnvironment);
  backends.slack.setAppUrl(app.url);
});
afterAll(async () => {
  await app.kill();
  await backends.end();
});

async function post(path: string, body: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`${app.url}${path}`, { method: 'POST', headers, body });
  answers.push(await answer.text(), JSON.stringify([...answer.headers]));
  return answer.status;
}

/** Waits until the app has no work, except what waits for a fault to end. */
const idle = () =>
  backends.slack.workspace.until(async () => {
    const { jobs } = (await (await fetch(`${app.url}/healthz`)).json()) as { jobs: { running: number } };
    return jobs.running === 0;
  }, 15_000);

test('a day of faults and attacks at LOG_LEVEL=debug leaks no secret into logs, answers or Slack', {
  timeout: 120_000,
}, async () => {
  const { slack, aws } = backends;
  const { workspace } = slack;
  const ask = (text: string) => workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident ${text}` });
  await ask(seedIncidents.critical);
  await ask(`note ${seedIncidents.critical} ${privateWords}`);
  await ask(`${privateWords}`);
  await idle();
  for (const kind of ['access_denied', 'internal', 'nonsense', 'reset'] as const) {
    aws.faults.add({ kind, times: 2 });
    await ask(seedIncidents.alarm);
    await idle();
  }
  aws.faults.clear();
  for (const kind of ['internal', 'unavailable', 'nonsense', 'fatal_error', 'reset'] as const) {
    slack.faults.add({ kind, times: 2 });
    await ask(seedIncidents.low);
    await idle();
  }
  slack.faults.add({ kind: 'refused', code: 'invalid_auth', times: 3 });
  await ask(seedIncidents.rule);
  await idle();
  slack.faults.clear();
  const body = `command=%2Fincident&text=${encodeURIComponent(privateWords)}&trigger_id=1.SecretTrigger`;
  const atS = Math.floor(Date.now() / 1000);
  expect(await post('/slack/events', body, slackHeaders(body, { secret: 'wrong', atS }))).toBe(401);
  const { signingSecret: secret } = secrets;
  expect(await post('/slack/events', 'nonsense', slackHeaders('nonsense', { secret, atS }))).toBe(400);
  expect(await post('/notifications', `{"Message":"${privateWords}"}`, { 'content-type': form })).toBe(400);
  await post('/', '', {});
  const [{ response_url: responseUrl } = {}] = [{ response_url: `${slack.url}/response/` }];
  await app.terminate();
  const output = app.output();
  expect(output).toContain('"level":"WARN"');

  const everything: [string, string][] = [
    ['the log', output],
    ['an answer', answers.join('\n')],
    ['Slack', JSON.stringify(workspace.messages(ids.incidents)) + JSON.stringify(workspace.ephemerals(ids.ada))],
  ];
  for (const [where, text] of everything) {
    for (const [name, value] of Object.entries(secrets))
      expect({ where, [name]: text.includes(value) }).toEqual({ where, [name]: false });
    expect({ where, token: /xox[abp]-\d/.test(text) }).toEqual({ where, token: false });
    expect({ where, signature: /v0=[0-9a-f]{64}/.test(text) }).toEqual({ where, signature: false });
  }
  const triggers = [...slack.calls.all('views.open'), ...slack.calls.all('views.push')].map(({ args }) =>
    String(args.trigger_id),
  );
  for (const trigger of [...triggers, 'SecretTrigger']) expect(output).not.toContain(trigger);
  expect(output).not.toContain(responseUrl);
  expect(output).not.toContain(privateWords);
  expect(answers.join()).not.toMatch(/at .*\.ts:|node_modules|Error:/);
});

describe('secrets in a log line are hidden', () => {
  test.each([
    ['a bot token', { note: `got ${secrets.botToken} back` }],
    ['an app token', { note: 'xapp-1-A0-1-abcdef' }],
    ['a response URL', { url: 'https://hooks.slack.com/commands/T1/2/SECRET' }],
    ['an access key', { key: 'AKIAIOSFODNN7EXAMPLE' }],
    ['a temporary access key', { key: 'ASIAIOSFODNN7EXAMPLE' }],
    ['a signature', { header: `v0=${'a1'.repeat(32)}` }],
    ['a header by its name', { Authorization: 'Bearer x-secret-x' }],
    ['a trigger by its name', { trigger_id: 'x-secret-x' }],
    ['a nested one', { body: { response_url: 'x-secret-x' } }],
    ['one in an error', { error: new Error(`refused ${secrets.botToken}`) }],
    ['one in an error’s cause', { error: new Error('refused', { cause: new Error(secrets.botToken) }) }],
  ])('the log hides %s', (_, fields) => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    createLog('debug').error('failed', fields);
    const text = written.mock.calls.join();
    written.mockRestore();
    expect(text).toContain('(hidden)');
    expect(text).not.toMatch(/SecretOfTheBotToken|x-secret-x|\/SECRET|IOSFODNN7|a1a1a1|A0-1-abcdef/);
  });
});
