import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { dueIndex, listedIndex, tableDefinition, ttlAttribute } from '../../src/cloud/dynamodb-table.ts';
import { neededActions } from './needed-actions.ts';
import { packageOffline, type Resource, type Statement, type Template } from './package-offline.ts';

const topics = ['eu-west-1', 'us-east-1'].map((region) => `arn:aws:sns:${region}:111122223333:incident-chat`);
const role = 'arn:aws:iam::444455556666:role/incidents';

/** Packaging takes seconds of CPU time, and minutes where other work has the machine. In milliseconds. */
const packagingMs = 300_000;

let stack: Template;
beforeAll(async () => {
  stack = await packageOffline({
    CHAT_TOPICS: `${topics[0]}=C0123+C0456,${topics[1]}=C0123`,
    INCIDENT_REGIONS: 'eu-west-1,us-east-1',
    INCIDENT_ACCOUNTS: `111122223333,444455556666=${role}`,
    INCIDENT_EDITORS: 'S0123',
    DEVOPS_AGENT_SPACE: 'eu-west-1/f95eb69d-46e2-48c9-875f-07536fd3b4b2',
    ALARM_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:on-call',
  });
}, packagingMs);

const ofType = (type: string): [string, Resource][] =>
  Object.entries(stack.Resources).filter(([, resource]) => resource.Type === type);
const propertiesOf = (name: string) => stack.Resources[name]?.Properties ?? {};
const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

interface Policy {
  PolicyDocument: { Statement: Statement[] };
}

/** Every statement by which one of the roles may do something. */
function statements(name: string): Statement[] {
  const { Policies = [], PolicyDocument } = propertiesOf(name) as Partial<Policy> & { Policies?: Policy[] };
  const own = PolicyDocument === undefined ? [] : PolicyDocument.Statement;
  return [...Policies.flatMap((policy) => policy.PolicyDocument.Statement), ...own];
}
const actionsOf = (...names: string[]) => names.flatMap(statements).flatMap(({ Action }) => listOf(Action));
const policies = ['SlackRole', 'NotificationsRole', 'TickRole', 'ScheduleRole', 'WorkerRole'].concat([
  'SlackInstallPolicy',
  'WorkerAccountsPolicy',
  'WorkerWritePolicy',
]);

test('the stack is as it was reviewed: `vitest run test/serverless -u` writes a new one', async () => {
  const text = JSON.stringify(stack, null, 2).replaceAll(/"serverless\/[^"]*\/([a-z]+\.zip)"/g, '"$1"');
  await expect(`${text}\n`).toMatchFileSnapshot('./stack.template');
});

describe('permissions', () => {
  /** What the code can do and a function never does. */
  const notInFunctions = new Set([
    'sns:ConfirmSubscription', // SNS over HTTPS; functions are subscribed by the stack
    'sns:Subscribe', // /incident topics connect; in the stack CHAT_TOPICS says it
    'sts:GetCallerIdentity', // needs no permission
  ]);
  /** What is granted although no code of the app's asks for it. */
  const reasons: Readonly<Record<string, string>> = {
    'logs:CreateLogStream': 'Lambda writes the logs',
    'logs:PutLogEvents': 'Lambda writes the logs',
    'lambda:InvokeFunction': 'the schedule',
    'sts:AssumeRole': 'the credential providers of the AWS SDK',
    'ssm:CreateOpsItem': 'StartIncident, in the caller’s name',
    'ssm-incidents:TagResource': 'StartIncident, where the plan tags',
  };

  test('whatever the code asks of AWS, the worker may', () => {
    const granted = new Set(actionsOf('WorkerRole', 'WorkerWritePolicy', 'WorkerAccountsPolicy'));
    const missing = [...neededActions()].filter(([action]) => !granted.has(action) && !notInFunctions.has(action));
    expect(missing.map(([action, files]) => `${action} (${[...files].join(', ')})`)).toEqual([]);
  });

  test('nothing is granted that neither the code nor a reason asks for', () => {
    const needed = neededActions();
    const granted = new Set(actionsOf(...policies));
    expect([...granted].filter((action) => !needed.has(action) && reasons[action] === undefined)).toEqual([]);
  });

  test('the fronts and the clock may do no more than their work', () => {
    const apartFromLogs = (name: string) =>
      [...new Set(actionsOf(name))].filter((action) => !action.startsWith('logs:'));
    expect(apartFromLogs('SlackRole')).toEqual(['ssm:GetParameters', 'sqs:SendMessage']);
    expect(apartFromLogs('NotificationsRole')).toEqual(['sqs:SendMessage']);
    expect(apartFromLogs('ScheduleRole')).toEqual(['lambda:InvokeFunction']);
    expect(apartFromLogs('TickRole')).toEqual([
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:Query',
      'sqs:SendMessage',
      'sqs:GetQueueAttributes',
    ]);
  });

  test('the pages of an installation may keep it, only where the app is installed by OAuth', () => {
    expect(actionsOf('SlackInstallPolicy')).toEqual(['ssm:GetParameters', 'dynamodb:UpdateItem']);
    expect(stack.Resources.SlackInstallPolicy?.Condition).toBe('IsInstalledByOAuth');
    expect(stack.Conditions.IsInstalledByOAuth).toEqual({ 'Fn::Equals': [{ Ref: 'InstallsByOAuth' }, 'true'] });
    const table = statements('SlackInstallPolicy').find(({ Action }) => listOf(Action).includes('dynamodb:UpdateItem'));
    expect(table?.Condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['installations', 'oauth states'] },
    });
  });

  test('incidents can be changed only where editors are named', () => {
    expect(stack.Resources.WorkerWritePolicy?.Condition).toBe('MayWrite');
    expect(stack.Conditions.MayWrite).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'IncidentEditors' }, ''] }] });
    const always = actionsOf(...policies.filter((name) => name !== 'WorkerWritePolicy'));
    const changing = /^(ssm-incidents|ssm-contacts|ssm|sns|aidevops):(?!Get|List|BatchGet)/;
    expect(always.filter((action) => changing.test(action))).toEqual([]);
  });

  test('`*` stands only where AWS has no narrower resource', () => {
    /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
    const noResource = [
      'ssm-incidents:ListIncidentRecords',
      'ssm-incidents:ListResponsePlans',
      'ssm-incidents:ListReplicationSets',
      'ssm-contacts:ListEngagements',
      'ssm-contacts:ListContacts',
      'cloudwatch:DescribeAlarms', // composite alarms are left out of anything narrower
      'cloudwatch:ListAlarmMuteRules',
      'cloudwatch:GetMetricWidgetImage',
      'ssm:ListOpsItemRelatedItems',
      'ssm:CreateOpsItem', // only by way of Incident Manager: the condition says so
    ];
    const wide = policies.flatMap(statements).filter(({ Resource }) => listOf(Resource).includes('*'));
    expect(wide.flatMap(({ Action }) => listOf(Action)).sort()).toEqual(noResource.sort());
    const opsItem = wide.find(({ Action }) => listOf(Action).includes('ssm:CreateOpsItem'));
    expect(opsItem?.Condition).toEqual({ StringEquals: { 'aws:CalledViaFirst': 'ssm-incidents.amazonaws.com' } });
    expect(actionsOf(...policies).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('each action names what needs it, by a file that is there', () => {
    const files = readdirSync('deploy').filter((file) => file.includes('role'));
    const lines = files.flatMap((file) => readFileSync(join('deploy', file), 'utf8').split('\n'));
    const actions = lines.filter((line) => /^\s*(- |Action: )[a-z-]+:[A-Z][A-Za-z]+/.test(line));
    expect(actions.length).toBeGreaterThan(40);
    expect(actions.filter((line) => !/(Action: (sts:AssumeRole)$)|#/.test(line))).toEqual([]);
    const named = actions.flatMap((line) => line.match(/src\/[a-z/-]+\.ts/g) ?? []);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('other accounts are reached only by the roles that are named', () => {
    const [statement] = statements('WorkerAccountsPolicy');
    expect(statement).toMatchObject({ Action: 'sts:AssumeRole', Resource: [role] });
    const incidents = JSON.stringify(
      statements('WorkerRole').filter(({ Action }) => listOf(Action).some((it) => it.includes('GetIncident'))),
    );
    expect(incidents).toContain('111122223333');
    expect(incidents).not.toContain('444455556666');
  });
});

describe('parts', () => {
  test('the table is the one the store expects', () => {
    const { TableName, TimeToLiveSpecification, PointInTimeRecoverySpecification, ...table } =
      propertiesOf('IncidentTable');
    expect(table).toEqual(tableDefinition);
    expect(tableDefinition.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)).toEqual([listedIndex, dueIndex]);
    expect(TimeToLiveSpecification).toEqual({ AttributeName: ttlAttribute, Enabled: true });
    expect(PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(TableName).toBe('slack-incident-manager-test');
    expect(stack.Resources.IncidentTable?.DeletionPolicy).toBe('Retain');
  });

  test('functions are small machines of one kind, and find all their variables', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(functions.map(([name]) => name.replace('LambdaFunction', '').toLowerCase()).sort()).toEqual([
      'notifications',
      'slack',
      'tick',
      'worker',
    ]);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const { Handler = '', Timeout = 0 } = Properties as { Handler?: string; Timeout?: number };
      expect(existsSync(`${Handler.replace(/\.handler$/, '')}.mjs`)).toBe(true);
      expect(Timeout).toBeLessThanOrEqual(60);
    }
    const logs = ofType('AWS::Logs::LogGroup');
    expect(logs.map(([, { Properties }]) => Properties.RetentionInDays)).toEqual([30, 30, 30, 30]);
  });

  test('the worker has every variable of docs/configuration.md, but for those that mean nothing to a function', () => {
    const elsewhere: Readonly<Record<string, string>> = {
      SLACK_SIGNING_SECRET: 'the slack function checks signatures',
      SLACK_APP_TOKEN: 'Socket Mode needs a process that stays',
      AWS_REGION: 'set by Lambda',
      METRICS_PORT: 'a function has no port; METRICS_NAMESPACE is for it',
      AWS_PROFILE: 'the role of the function',
      AWS_ENDPOINT_URL: 'AWS itself',
      AWS_ENDPOINT_URL_SSM_INCIDENTS: 'AWS itself',
      NOTIFICATIONS_QUEUE_URL: 'topics invoke the notifications function',
      SLACK_STATE_SECRET: 'the slack function starts installations',
      HOST: 'a function listens on no port',
      PORT: 'a function listens on no port',
    };
    const [table = ''] = readFileSync('docs/configuration.md', 'utf8').split('Variables that others define');
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const documented = rows.flatMap((row) => row.split(' | ')[0]?.match(/[A-Z][A-Z_]+/g) ?? []);
    expect(documented.length).toBeGreaterThan(15);
    const { Environment } = propertiesOf('WorkerLambdaFunction') as { Environment: { Variables: object } };
    const given = Object.keys(Environment.Variables);
    expect(documented.filter((name) => !given.includes(name) && elsewhere[name] === undefined)).toEqual([]);
    expect(given.filter((name) => !documented.includes(name) || elsewhere[name] !== undefined)).toEqual([]);
  });

  test('secrets are references, and each function may read its own alone', () => {
    const text = JSON.stringify(ofType('AWS::Lambda::Function'));
    expect(text).toContain('"SLACK_BOT_TOKEN":"ssm:/slack-incident-manager/test/bot-token"');
    expect(text).toContain('"SLACK_SIGNING_SECRET":"ssm:/slack-incident-manager/test/signing-secret"');
    expect(text).not.toMatch(/xox|xapp/);
    const readable = (name: string) =>
      JSON.stringify(statements(name).filter(({ Action }) => listOf(Action).includes('ssm:GetParameters')));
    const secretsOf = (...names: string[]) =>
      names.flatMap((name) => [...readable(name).matchAll(/parameter\/slack-incident-manager\/test\/([a-z-]+)/g)]);
    expect(secretsOf('SlackRole').map(([, name]) => name)).toEqual(['signing-secret']);
    expect(secretsOf('SlackInstallPolicy').map(([, name]) => name)).toEqual([
      'client-secret',
      'state-secret',
      'installation-keys',
    ]);
    expect(secretsOf('WorkerRole').map(([, name]) => name)).toEqual([
      'bot-token',
      'client-secret',
      'installation-keys',
    ]);
  });

  test('with SLACK_CLIENT_ID the functions get the secrets of OAuth instead of a bot token', async () => {
    const settings = createRequire(import.meta.url)('../../deploy/settings.cjs') as (framework: {
      resolveVariable: (name: string) => Promise<string>;
    }) => Promise<Record<string, unknown>>;
    vi.stubEnv('SLACK_CLIENT_ID', '1111.2222');
    const resolveVariable = async (name: string) => `/${name.replace('self:custom.', '')}`;
    expect(await settings({ resolveVariable })).toMatchObject({
      botToken: '',
      clientSecret: 'ssm:/clientSecret',
      stateSecret: 'ssm:/stateSecret',
      installationKeys: 'ssm:/installationKeys',
      installsByOAuth: 'true',
    });
    vi.unstubAllEnvs();
  });

  test('jobs are hidden six times as long as the worker may take, and go to the dead letters in the end', () => {
    const { VisibilityTimeout, FifoQueue, RedrivePolicy } = propertiesOf('JobsQueue');
    expect(FifoQueue).toBe(true);
    expect(VisibilityTimeout).toBe(6 * Number(propertiesOf('WorkerLambdaFunction').Timeout));
    expect(RedrivePolicy).toMatchObject({ deadLetterTargetArn: { 'Fn::GetAtt': ['DeadJobsQueue', 'Arn'] } });
    expect({ ...propertiesOf('PeopleQueue'), QueueName: '' }).toEqual({ ...propertiesOf('JobsQueue'), QueueName: '' });
    const mappings = ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    expect(mappings).toMatchObject(
      [
        ['JobsQueue', 5],
        ['PeopleQueue', 2],
      ].map(([queue, MaximumConcurrency]) => ({
        EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency },
      })),
    );
  });

  test('each topic has its subscription, those of other Regions too', () => {
    const subscriptions = ofType('AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions.map(({ TopicArn }) => TopicArn)).toEqual(topics);
    expect(subscriptions[0]).toHaveProperty('RedrivePolicy');
    expect(subscriptions[1]).toMatchObject({ Region: 'us-east-1' });
    expect(subscriptions[1]).not.toHaveProperty('RedrivePolicy');
    const allowed = ofType('AWS::Lambda::Permission').map(([, { Properties }]) => Properties.SourceArn);
    expect(allowed).toEqual(expect.arrayContaining(topics));
  });

  test('alarms: dead letters, lost notifications, an old job, an old answer, errors of each function', () => {
    expect(ofType('AWS::CloudWatch::Alarm').map(([name]) => name)).toEqual([
      'DeadJobsAlarm',
      'LostNotificationsAlarm',
      'OldJobAlarm',
      'OldAnswerAlarm',
      'SlackErrorsAlarm',
      'NotificationsErrorsAlarm',
      'TickErrorsAlarm',
      'WorkerErrorsAlarm',
    ]);
  });
});

test('without topics, accounts and editors the stack is whole too, and read-only', {
  timeout: packagingMs,
}, async () => {
  const bare = await packageOffline({});
  const kinds = Object.values(bare.Resources).map(({ Type }) => Type);
  expect(kinds).not.toContain('AWS::SNS::Subscription');
  expect(bare.Parameters).toMatchObject({ IncidentEditors: { Default: '' }, AssumesRoles: { Default: 'false' } });
});

test('cfn-lint, where it is installed, has nothing to say', { timeout: 60_000 }, () => {
  const { error } = spawnSync('cfn-lint', ['--version']);
  if (error !== undefined) return expect(error).toMatchObject({ code: 'ENOENT' });
  const file = join(tmpdir(), `incident-stack-${process.pid}.json`);
  // An action of 2025 that cfn-lint's list does not have yet.
  writeFileSync(
    file,
    JSON.stringify(stack).replaceAll('cloudwatch:DescribeAlarmContributors', 'cloudwatch:DescribeAlarms'),
  );
  const { status, stdout } = spawnSync('cfn-lint', ['--region', 'eu-west-1', '--', file], { encoding: 'utf8' });
  rmSync(file);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  return undefined;
});
