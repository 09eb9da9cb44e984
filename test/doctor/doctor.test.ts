import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readManifest } from 'slack-aws-sandbox';
import { seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/config.ts';
import { scopeFindings } from '../../src/doctor/slack-findings.ts';
import { neededScopes, optionalScopes } from '../../src/web-api/scopes.ts';
import { signingSecret } from '../lambda/http-events.ts';
import { type LambdaBackends, startLambdaBackends } from '../lambda/lambda-backends.ts';

let backends: LambdaBackends;
let slack: EmbeddedSlack;
let good: Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'incident-doctor-'));

beforeAll(async () => {
  backends = await startLambdaBackends();
  writeFileSync(join(folder, 'plain'), '');
  slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false, signingSecret });
  const topic = backends.sns.topics.get(seedTopics.chat);
  const endpoint = 'http://127.0.0.1:1/notifications';
  const subscription = backends.sns.topics.subscribe(topic, 'http', endpoint, topic.account);
  subscription.confirmed = true;
  good = {
    ...backends.environment,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}`,
  };
});
beforeEach(() => {
  backends.aws.faults.clear();
  slack.faults.clear();
});
afterAll(async () => {
  await slack.close();
  await backends.end();
  rmSync(folder, { recursive: true });
});

/** Runs `npm run doctor` as people do. */
function doctor(
  environment: Record<string, string | undefined>,
  options: string[] = [],
): Promise<{ code: number; output: string }> {
  const program = join(process.cwd(), 'src/doctor-main.ts');
  const env = Object.fromEntries(
    Object.entries({ NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...good, ...environment }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...options], { env, cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

/** What is to be fixed, and the line under it. */
const toFix = (output: string) =>
  [...output.matchAll(/^FIX {3}(.*)\n {6}(.*)$/gm)].map(([, found, fix]) => ({ found, fix }));

test('the scopes are those of the manifest', () => {
  const manifest = parse(readFileSync('manifest.yml', 'utf8')) as {
    oauth_config: { scopes: { bot: string[]; bot_optional: string[] } };
  };
  const { bot, bot_optional: optional } = manifest.oauth_config.scopes;
  expect(Object.keys(optionalScopes).sort()).toEqual(optional.sort());
  // An optional scope is listed twice.
  expect([...neededScopes, ...optional].sort()).toEqual(bot.sort());
});

test.each(Object.entries(optionalScopes))(
  'without %s the doctor says what it would bring, and that alone',
  (scope, { brings }) => {
    const given = [...neededScopes, ...Object.keys(optionalScopes)].filter((each) => each !== scope);
    const [needed, ...lacking] = scopeFindings(given, 'install the app again');
    expect(needed).toMatchObject({ state: 'ok' });
    expect(lacking).toMatchObject([{ found: `${scope} would bring ${brings}`, fix: 'install the app again' }]);
  },
);

describe('npm run doctor', () => {
  test('--json: the findings for other programs, each of what is not in order with the command that fixes it', async () => {
    const environment = { QUEUE_URL: undefined, STORE_URL: 'sqlite::memory:', SLACK_BOT_TOKEN: 'xoxb-wrong' };
    const { code, output } = await doctor(environment, ['--json']);
    const {
      version,
      toFix: left,
      findings,
    } = JSON.parse(output) as {
      version: string;
      toFix: number;
      findings: { state: string; subject: string; found: string; fix?: string }[];
    };
    expect({ code, version }).toEqual({ code: 1, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(left).toBe(findings.filter(({ state }) => state === 'fix').length);
    expect(new Set(findings.map(({ state }) => state))).toEqual(new Set(['ok', 'note', 'fix']));
    expect(findings.filter(({ state, fix }) => (state === 'ok') !== (fix === undefined))).toEqual([]);
  });

  test('a configuration that does not parse is a finding too, in the words of the start and of packaging', async () => {
    const { code, output } = await doctor({ CHAT_TOPICS: 'foo' }, ['--json']);
    const lines = (JSON.parse(output) as { findings: { found: string }[] }).findings.map(({ found }) => found);
    const thrown = () => readConfig({ ...good, CHAT_TOPICS: 'foo' });
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^CHAT_TOPICS: found "foo", expected /)],
    });
    expect(thrown).toThrow(lines[0]);
  });

  test('an option that it does not have is no run', async () => {
    expect(await doctor({}, ['--jason'])).toMatchObject({ code: 2, output: expect.stringContaining('--jason') });
  });

  test('a good configuration: nothing to fix, nothing changed, no secret shown', async () => {
    const before = backends.aws.calls.all().length;
    const CARD_LINKS = 'checkout-plan=Wiki|https://wiki.example,renamed-plan=Wiki|https://wiki.example';
    const { code, output } = await doctor({
      CARD_LINKS,
      INCIDENT_ROOMS: '1,2',
      ON_CALL_GROUPS: `payments-rotation=${ids.paymentsOnCall}`,
      CONTACTS: `amelia=${ids.amelia}`,
    });
    expect(toFix(output)).toEqual([]);
    expect(output).toMatch(/^ok {4}CARD_LINKS of checkout-plan: /m);
    expect(output).toMatch(/^note.*CARD_LINKS of renamed-plan: no account has a response plan of that name/im);
    expect(code).toBe(0);
    for (const subject of ['Slack token', 'Slack scopes', 'Signing secret', 'Channel #incidents', 'AWS credentials']) {
      expect(output).toMatch(new RegExp(`^ok {4}${subject}: `, 'm'));
    }
    for (const subject of ['Rooms', `User group ${ids.paymentsOnCall}`, 'ON_CALL_GROUPS of payments-rotation']) {
      expect(output).toMatch(new RegExp(`^ok {4}${subject}: `, 'm'));
    }
    for (const subject of ['Users of CONTACTS', 'CONTACTS']) {
      expect(output).toMatch(new RegExp(`^ok {4}${subject}: `, 'm'));
    }
    for (const subject of ['Replication set', 'Permissions', 'Topic incident-chat', 'Queue of jobs', 'Store']) {
      expect(output).toMatch(new RegExp(`^ok {4}${subject}.*: `, 'm'));
    }
    expect(output).not.toContain(signingSecret);
    expect(output).not.toContain(slack.botToken);
    const asked = backends.aws.calls
      .all()
      .slice(before)
      .map(({ operation }) => operation);
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((operation) => !/^(Get|List|BatchGet|Describe)/.test(operation))).toEqual([]);
  });

  test.each([
    ['a token that Slack does not know', { SLACK_BOT_TOKEN: 'xoxb-wrong' }, /invalid_auth/, /api\.slack\.com\/apps/],
    [
      'a secret that is none of Slack’s',
      { SLACK_SIGNING_SECRET: 'not-of-slack' },
      /SLACK_SIGNING_SECRET/,
      /Basic Info/,
    ],
    ['an app-level token that is wrong', { SLACK_APP_TOKEN: 'xapp-wrong' }, /SLACK_APP_TOKEN/, /connections:write/],
    ['Slack away', { SLACK_API_URL: 'http://127.0.0.1:1/' }, /did not answer/, /curl/],
    ['a channel that is archived', { CHAT_TOPICS: `${seedTopics.chat}=${ids.archived}` }, /archived/, /CHAT_TOPICS/],
    [
      'a Region outside',
      { INCIDENT_REGIONS: 'eu-west-1,sa-east-1' },
      /sa-east-1/,
      /INCIDENT_REGIONS=eu-west-1,us-east-1/,
    ],
    [
      'no replication set',
      { INCIDENT_REGIONS: 'sa-east-1' },
      /not set up|sa-east-1/,
      /list-replication-sets|INCIDENT_REG/,
    ],
    [
      'a topic that is not there',
      { CHAT_TOPICS: `${seedTopics.chat}x=${ids.incidents}` },
      /chatx/,
      /get-topic-attributes/,
    ],
    ['a queue that is not there', { QUEUE_URL: 'gone.fifo' }, /QUEUE_URL/, /aws sqs/],
    ['a table that is not there', { STORE_URL: 'dynamodb:gone' }, /STORE_URL/, /describe-table --table-name gone/],
    ['a folder that is no folder', { STORE_URL: 'sqlite:plain/x.db' }, /plain is no folder/, /ls -l plain/],
    ['a variable that is wrong', { STATUS_POSTS: 'often' }, /STATUS_POSTS: found "often"/, /configuration\.md/],
    ['no token at all', { SLACK_BOT_TOKEN: undefined, SLACK_SIGNING_SECRET: undefined }, /SLACK_BOT_TOKEN/, /OAuth/],
  ])('%s', async (_, environment: Record<string, string | undefined>, found, fix) => {
    const { QUEUE_URL: gone } = environment;
    const queue = gone !== undefined && { QUEUE_URL: backends.queueUrl.replace('jobs.fifo', gone) };
    const { code, output } = await doctor({ ...environment, ...queue });
    expect(code).toBe(1);
    const wrong = toFix(output);
    expect(
      wrong.some((each) => found.test(each.found ?? '') && fix.test(each.fix ?? '')),
      output,
    ).toBe(true);
  });

  test('values by ssm:NAME without credentials are one line, without a stack trace', async () => {
    const { code, output } = await doctor({
      SLACK_BOT_TOKEN: 'ssm:/app/bot-token',
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(code).toBe(1);
    expect(toFix(output)).toMatchObject([{ found: expect.stringMatching(/ssm:NAME cannot be read.*credentials/) }]);
    expect(output).not.toMatch(/ at .*\.(ts|js)/);
  });

  test('a missing action is named, with the policy that gives it', async () => {
    backends.aws.faults.add({ kind: 'access_denied', operation: 'GetIncidentRecord' });
    backends.aws.faults.add({ kind: 'access_denied', operation: 'ListEngagements' });
    backends.aws.faults.add({ kind: 'access_denied', operation: 'ListRotationShifts' });
    const { code, output } = await doctor({ ON_CALL_GROUPS: `payments-rotation=${ids.paymentsOnCall}` });
    expect(code).toBe(1);
    const [wrong, unread, ...more] = toFix(output);
    expect(more).toEqual([]);
    expect(unread?.found).toMatch(/^ON_CALL_GROUPS of payments-rotation: AWS refused ssm-contacts:ListRotationShifts/);
    expect(unread?.fix).toMatch(/^aws iam put-role-policy .*"Action":"ssm-contacts:ListRotationShifts"/);
    expect(wrong?.found).toMatch(/AWS refused ssm-incidents:GetIncidentRecord/);
    const document = /--policy-document '(.*)'$/.exec(wrong?.fix ?? '')?.[1] ?? '';
    expect(JSON.parse(document)).toMatchObject({
      Statement: [{ Effect: 'Allow', Action: 'ssm-incidents:GetIncidentRecord' }],
    });
    expect(output).toMatch(/^note {2}.*ssm-contacts:ListEngagements/m);
  });

  test('a topic that Incident Manager may not publish to gets the whole policy to set', async () => {
    const topic = backends.sns.topics.create({ account: '111122223333', region: 'eu-west-1' }, 'closed');
    const { output } = await doctor({ CHAT_TOPICS: `${topic.arn}=${ids.incidents}` });
    const wrong = toFix(output).find(({ found }) => /may not|does not let/.test(found ?? ''));
    const policy = JSON.parse(/--attribute-value '(.*)'$/.exec(wrong?.fix ?? '')?.[1] ?? '{}');
    expect(JSON.stringify(policy)).toContain('ssm-incidents.amazonaws.com');
    expect(output).toMatch(/^note {2}Topic closed.*\/notifications/m);
  });

  test('a topic that does not speak to the queue gets the line that subscribes it', async () => {
    const queue = `${backends.queueUrl.replace('jobs.fifo', 'heard')}`;
    const { output } = await doctor({ NOTIFICATIONS_QUEUE_URL: queue });
    const wrong = toFix(output).map(({ fix }) => fix);
    expect(wrong.some((fix) => /^aws sns subscribe .*--protocol sqs .*:heard$/.test(fix ?? ''))).toBe(true);
  });

  test('a queue of notifications is fine only if its policy lets these topics send, and no others', {
    timeout: 60_000,
  }, async () => {
    const sqs = new SQSClient({
      endpoint: backends.aws.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDSANDBOX000000000', secretAccessKey: 'sandbox' },
    });
    const create = new CreateQueueCommand({ QueueName: 'heard-by-policy' });
    const { QueueUrl: url = '' } = await sqs.send(create);
    const found = async (Statement: unknown) => {
      const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
      const { output } = await doctor({ NOTIFICATIONS_QUEUE_URL: url });
      return { output, wrong: toFix(output).filter((each) => each.found?.startsWith('Queue of notifications')) };
    };
    const open = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    };
    const { wrong } = await found({
      ...open,
      Condition: { ArnEquals: { 'aws:SourceArn': `${seedTopics.chat}-other` } },
    });
    expect(wrong).toMatchObject([{ found: expect.stringMatching(/does not let incident-chat send/) }]);
    const statement = JSON.parse(
      /add this statement to the queue's policy: (\{.*\})$/.exec(wrong[0]?.fix ?? '')?.[1] ?? '',
    );
    expect(statement).toMatchObject({ Condition: { ArnEquals: { 'aws:SourceArn': seedTopics.chat } } });
    expect((await found([open])).wrong).toMatchObject([{ found: expect.stringMatching(/topics of any account/) }]);
    const good = await found([statement]);
    expect(good.wrong).toEqual([]);
    expect(good.output).toMatch(/^ok {4}Queue of notifications: /m);
    sqs.destroy();
  });

  test('a channel that Slack will not tell about names the scope that is missing', async () => {
    const scopes = readManifest('manifest.yml').scopes.filter((scope) => scope !== 'im:read');
    const poor = await createEmbeddedSlack({ manifest: { ...readManifest('manifest.yml'), scopes } });
    const CHAT_TOPICS = `${seedTopics.chat}=${ids.directMessage}`;
    const { output } = await doctor({ CHAT_TOPICS, SLACK_API_URL: poor.apiUrl, SLACK_BOT_TOKEN: poor.botToken });
    await poor.close();
    const wrong = toFix(output).find(({ found }) => found?.startsWith('Channel'));
    expect(wrong?.found).toMatch(/does not say whether it is shared.* im:read is missing/);
  });

  test('people who are not there: user groups, contacts, users, each with what mends it', async () => {
    const { output } = await doctor({
      ON_CALL_GROUPS: 'payments-rotation=S0GONE001,night-shift=S0GONE001,search-on-call=S0GONE001',
      CONTACTS: 'amelia=U0GONE001,departed=U0ADA00001',
    });
    const wrong = toFix(output);
    const about = (subject: string) => wrong.find(({ found }) => found?.startsWith(`${subject}: `));
    expect(about('User group S0GONE001')).toMatchObject({
      found: expect.stringContaining('no_such_subteam'),
      fix: expect.stringContaining('usergroups.list'),
    });
    expect(about('ON_CALL_GROUPS of night-shift')?.fix).toMatch(/^aws ssm-contacts list-contacts --region eu-west-1$/);
    expect(about('CONTACTS of amelia')).toMatchObject({
      found: expect.stringContaining('user_not_found'),
      fix: expect.stringContaining('Copy member ID'),
    });
    expect(output).toMatch(/^note {2}CONTACTS of departed: AWS has no contact/m);
  });

  test('missing scopes are named', async () => {
    const poor = await createEmbeddedSlack({
      manifest: { ...readManifest('manifest.yml'), scopes: ['commands', 'channels:read'] },
    });
    const { output } = await doctor({
      SLACK_API_URL: poor.apiUrl,
      SLACK_BOT_TOKEN: poor.botToken,
      ROOM_PRIVATE: 'on',
      ON_CALL_GROUPS: `payments-rotation=${ids.paymentsOnCall}`,
    });
    await poor.close();
    const wrong = toFix(output).find(({ found }) => found?.startsWith('Slack scopes'));
    expect(output).toMatch(/^FIX {3}Rooms: none can be made: the scope groups:write is missing\n {6}.*manifest\.yml/m);
    expect(output).toMatch(/^FIX {3}User group .* usergroups:read and usergroups:write missing\n {6}.*manifest\.yml/m);
    expect(wrong?.found).toContain('chat:write');
    expect(wrong?.found).not.toContain('commands');
    expect(wrong?.fix).toContain('manifest.yml');
    expect(output).toContain('pins:write would bring a pin on the card of a watched incident');
  });
});
