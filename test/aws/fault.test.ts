import { createServer } from 'node:http';
import * as sns from '@aws-sdk/client-sns';
import * as incidents from '@aws-sdk/client-ssm-incidents';
import * as sts from '@aws-sdk/client-sts';
import { createEmbeddedAws, type EmbeddedAws } from 'slack-aws-sandbox/aws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDevOpsAgent } from '../../src/aws/devops-agent/devops-agent.ts';
import { codeOfAwsName, knownAwsNames } from '../../src/aws/error-names.ts';
import { toAwsError } from '../../src/aws/fault.ts';
import { createTopics } from '../../src/aws/write/topics.ts';
import { AppError } from '../../src/errors.ts';
import { closeServer, listen } from '../../src/fronts/http/listen.ts';
import { arnOf } from '../support/arn-of.ts';
import { awsParts } from './aws-parts.ts';

let aws: EmbeddedAws;
let parts: ReturnType<typeof awsParts>;

beforeAll(async () => {
  aws = await createEmbeddedAws();
  parts = awsParts(aws.url);
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  parts.clients.close();
  await aws.close();
});

const someArn = () =>
  arnOf(aws.incidents.list().find(({ record }) => record.arn.includes(':111122223333:'))?.record.arn);
const thrownBy = async (work: Promise<unknown>): Promise<AppError> => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return thrown;
  throw new Error(`no coded error: ${String(thrown)}`);
};
const read = () => thrownBy(parts.manager.getIncident(someArn()));

describe('the table of AWS’s errors', () => {
  test('has each name once', () => {
    expect(knownAwsNames.toSorted()).toEqual([...new Set(knownAwsNames)].toSorted());
  });

  const modelled = Object.entries({ incidents, sns, sts }).flatMap(([service, exports]) =>
    Object.keys(exports)
      .filter((name) => /(Exception|Error)$/.test(name) && !/Service(Exception|Error)$/.test(name))
      .map((name) => [service, name]),
  );
  // Of Systems Manager two operations are called.
  const automation = [
    'AutomationExecutionNotFoundException',
    'AutomationStepNotFoundException',
    'InvalidAutomationSignalException',
    'InternalServerError',
  ].map((name) => ['ssm', name]);
  const contacts = [
    'AccessDeniedException',
    'ConflictException',
    'DataEncryptionException',
    'InternalServerException',
    'ResourceNotFoundException',
    'ServiceQuotaExceededException',
    'ThrottlingException',
    'ValidationException',
  ].map((name) => ['ssm-contacts', name]);

  test.each([...modelled, ...automation, ...contacts])('%s: %s is sorted', (_, name = '') => {
    expect(codeOfAwsName(name)).toBeDefined();
  });
});

describe('reading an incident', () => {
  test.each([
    [400, 'aws_unavailable'],
    [401, 'aws_unavailable'],
    [403, 'aws_unavailable'],
    [404, 'aws_unavailable'],
    [407, 'aws_unavailable'],
    [408, 'aws_unavailable'],
    [409, 'aws_unavailable'],
    [429, 'throttled'],
    [502, 'aws_unavailable'],
  ])('a page with status %i is not AWS’s answer', async (status, code) => {
    aws.faults.add({ kind: 'page', status, operation: 'GetIncidentRecord' });
    expect(await read()).toMatchObject({ code, transient: true });
  });

  test('people read that something between answered', async () => {
    aws.faults.add({ kind: 'page', status: 407, operation: 'GetIncidentRecord' });
    expect((await read()).message).toMatch(/^Something between the app and AWS answered in its place \(HTTP 407\)\./);
  });

  test.each([
    ['RequestTimeoutException', 408, 'aws_unavailable'],
    ['RequestTimeTooSkewed', 403, 'clock_wrong'],
    ['OptInRequired', 403, 'not_enabled'],
    ['ExpiredTokenException', 403, 'credentials_refused'],
    ['UnrecognizedClientException', 403, 'credentials_refused'],
    ['ServiceQuotaExceededException', 402, 'quota_reached'],
    ['KMSThrottlingException', 400, 'throttled'],
    ['SomethingNewException', 400, 'aws_unknown_error'],
    ['ValidationException', 400, 'aws_unknown_error'],
  ])('%s may pass', async (name, status, code) => {
    aws.faults.add({
      kind: 'refused',
      code: name,
      status,
      message: 'Account not found for the request',
      operation: 'GetIncidentRecord',
    });
    expect(await read()).toMatchObject({ code, retryable: true });
  });

  test.each([
    ['ResourceNotFoundException', 404, 'Could not find it'],
    ['ValidationException', 400, 'ARN'],
  ])('%s about this record: there is none', async (code, status, words) => {
    const message = words === 'ARN' ? `${someArn().arn} is not valid` : words;
    aws.faults.add({ kind: 'refused', code, status, message, operation: 'GetIncidentRecord' });
    expect(await read()).toMatchObject({ code: 'no_such_incident', retryable: false });
  });

  test('a record that one Region does not have is not gone while another Region refuses', async () => {
    const gone = { kind: 'refused', code: 'ResourceNotFoundException', status: 404 } as const;
    aws.faults.add({ ...gone, region: 'eu-west-1', operation: 'GetIncidentRecord' });
    aws.faults.add({ kind: 'access_denied', region: 'us-east-1', operation: 'GetIncidentRecord' });
    expect(await read()).toMatchObject({ code: 'access_denied' });
  });
});

test.each([400, 401, 403, 404, 407])(
  'a proxy’s page (%i) in place of STS says nothing about the incident',
  async (status) => {
    const fresh = awsParts(aws.url);
    aws.faults.add({ kind: 'page', status, service: 'sts' });
    const fault = await thrownBy(fresh.manager.getIncident(someArn()));
    expect(fault).toMatchObject({ code: 'aws_unavailable', retryable: true });
    fresh.clients.close();
  },
);

test('a wrong clock is not told as a missing permission', async () => {
  aws.faults.add({ kind: 'refused', code: 'RequestTimeTooSkewed', status: 403, operation: 'GetIncidentRecord' });
  const { message } = await read();
  expect(message).toMatch(/clock of its machine is wrong/);
  expect(message).not.toMatch(/role/);
});

describe('SNS', () => {
  const noAccounts = { roleFor: async () => undefined, all: async () => [], isOwn: async () => true };
  const topic = 'arn:aws:sns:eu-west-1:111122223333:incident-chat';
  const confirm = () => thrownBy(createTopics(parts.clients, noAccounts).confirm(topic, 'token'));

  test('a full list of subscriptions is reported as a quota', async () => {
    aws.faults.add({ kind: 'refused', code: 'SubscriptionLimitExceededException', status: 403, service: 'sns' });
    expect(await confirm()).toMatchObject({ code: 'quota_reached' });
  });

  test('a proxy’s page does not mean that there is no topic', async () => {
    aws.faults.add({ kind: 'page', status: 404, service: 'sns' });
    expect(await confirm()).toMatchObject({ code: 'aws_unavailable' });
  });

  test('AWS’s own word does', async () => {
    aws.faults.add({ kind: 'refused', code: 'NotFoundException', status: 404, service: 'sns' });
    expect(await confirm()).toMatchObject({ code: 'invalid_request', message: `There is no topic ${topic}.` });
  });
});

test.each([
  ['an empty answer', ''],
  ['JSON of something else', '{"message":"Forbidden"}'],
])('%s with status 200 is not AWS’s answer', async (_, body) => {
  const proxy = createServer((request, response) => {
    request.resume();
    response.end(body);
  });
  const url = `http://127.0.0.1:${await listen(proxy, 0, '127.0.0.1')}`;
  const account = '111122223333';
  const fresh = awsParts(url, { regions: ['eu-west-1'], accounts: new Map([[account, undefined]]) });
  const arn = someArn();
  const topics = createTopics(fresh.clients, fresh.accounts);
  const topic = `arn:aws:sns:eu-west-1:${account}:incident-chat`;
  const agent = createDevOpsAgent(fresh.clients, { AWS_ENDPOINT_URL: url }, { region: 'eu-west-1', id: 'space' });
  try {
    const faults = await Promise.all(
      [
        fresh.manager.getIncident(arn),
        fresh.manager.listPage(account, {}),
        fresh.related.items(arn),
        fresh.timeline(arn, 10),
        fresh.engagements(arn, 1000),
        topics.confirm(topic, 'token'),
        topics.subscribe(topic, { protocol: 'https', endpoint: 'https://app.example/notifications' }),
        agent.read('task'),
        agent.newest(),
        agent.summary('execution', 'investigation_summary_md'),
      ].map(thrownBy),
    );
    expect(faults.map(({ code }) => code)).toEqual(faults.map(() => 'aws_unavailable'));
  } finally {
    fresh.clients.close();
    await closeServer(proxy);
    awsParts(aws.url).clients.close();
  }
});

test.each([undefined, null, 'x', { name: 5, message: {} }, new Error('boom')])('%j is coded too', (thrown) => {
  expect(toAwsError(thrown, 'a:B')).toMatchObject({ code: 'aws_unavailable' });
});
