import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { isInstalled } from '../metrics/prometheus-server.ts';
import type { Resource, Statement, Template } from '../serverless/package-offline.ts';
import { parseHcl } from './parse-hcl.ts';

const folder = 'deploy/terraform';
/** What `npm run package` makes of serverless.yml; `test/serverless/stack.test.ts` keeps it true. */
const stack = JSON.parse(readFileSync('test/serverless/stack.template', 'utf8')) as Template;

type Block = Record<string, unknown>;
interface PolicyDocument {
  statement: { actions: string[]; resources?: string[] | string; condition?: Block[]; principals?: Block[] }[];
}
let resources: Record<string, Record<string, Block[]>>;
let documents: Record<string, PolicyDocument[]>;
let locals: Record<string, unknown>;

beforeAll(async () => {
  const files = await Promise.all(
    globSync(`${folder}/*.tf`).map(async (file) => (await parseHcl(file, readFileSync(file, 'utf8'))) as Block),
  );
  const merged = (name: string) => files.map((file) => (file[name] ?? {}) as Record<string, Record<string, never>>);
  resources = {};
  for (const [type, named] of merged('resource').flatMap(Object.entries)) {
    resources[type] = { ...resources[type], ...named };
  }
  documents = Object.assign({}, ...merged('data').map(({ aws_iam_policy_document: all = {} }) => all));
  locals = Object.assign({}, ...files.flatMap(({ locals: all = [] }) => all as Block[]));
});

const functions = () =>
  locals.functions as Record<string, { memory: number; timeout: number; variables: Block | string }>;
const ofType = (type: string): [string, Resource][] =>
  Object.entries(stack.Resources).filter(([, resource]) => resource.Type === type);
const propertiesOf = (name: string) => stack.Resources[name]?.Properties ?? {};
const listOf = <T>(value: T | readonly T[]): T[] => (Array.isArray(value) ? [...value] : [value as T]);
const one = (type: string, name: string): Block => resources[type]?.[name]?.[0] ?? {};
const capital = (name: string) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

describe('resources', () => {
  /** How many of each type the module makes with the settings of the packaged stack: two topics, editors, a role. */
  const counted: Readonly<Record<string, readonly [string, (blocks: Record<string, Block[]>) => number]>> = {
    'AWS::SQS::Queue': ['aws_sqs_queue', (all) => Object.keys(all).length],
    'AWS::SQS::QueuePolicy': ['aws_sqs_queue_policy', (all) => Object.keys(all).length],
    'AWS::DynamoDB::Table': ['aws_dynamodb_table', (all) => Object.keys(all).length],
    'AWS::Lambda::Function': ['aws_lambda_function', () => Object.keys(functions()).length],
    'AWS::Logs::LogGroup': ['aws_cloudwatch_log_group', () => Object.keys(functions()).length],
    'AWS::Lambda::Url': ['aws_lambda_function_url', (all) => Object.keys(all).length],
    'AWS::Lambda::Permission': ['aws_lambda_permission', (all) => Object.keys(all).length - 1 + 2],
    'AWS::Lambda::EventInvokeConfig': ['aws_lambda_function_event_invoke_config', (all) => Object.keys(all).length],
    'AWS::Lambda::EventSourceMapping': ['aws_lambda_event_source_mapping', (all) => Object.keys(all).length],
    'AWS::Scheduler::Schedule': ['aws_scheduler_schedule', (all) => Object.keys(all).length],
    'AWS::SNS::Subscription': ['aws_sns_topic_subscription', () => 2],
    'AWS::IAM::Role': ['aws_iam_role', () => Object.keys(functions()).length + 1],
    'AWS::IAM::Policy': ['aws_iam_role_policy', (all) => Object.values(all).filter(([block]) => block?.count).length],
    'AWS::CloudWatch::Alarm': ['aws_cloudwatch_metric_alarm', () => Object.keys(locals.alarms as Block).length],
  };

  test('are those of the stack, but for the bucket of its deployment', () => {
    const types = [...new Set(Object.values(stack.Resources).map(({ Type }) => Type))].filter(
      (type) => !type.startsWith('AWS::S3::'),
    );
    expect(types.sort()).toEqual(Object.keys(counted).sort());
    expect(Object.keys(resources).sort()).toEqual(
      Object.values(counted)
        .map(([type]) => type)
        .sort(),
    );
    const made = Object.entries(counted).map(([type, [name, count]]) => [type, count(resources[name] ?? {})]);
    expect(made).toEqual(Object.keys(counted).map((type) => [type, ofType(type).length]));
  });

  test('functions have the same size, time-out, program and variables', () => {
    for (const [name, { memory, timeout, variables }] of Object.entries(functions())) {
      const { MemorySize, Timeout, Environment, FunctionName } = propertiesOf(`${capital(name)}LambdaFunction`);
      expect({ name, memory, timeout }).toEqual({ name, memory: MemorySize, timeout: Timeout });
      expect(FunctionName).toBe(`slack-incident-manager-test-${name}`);
      const set =
        typeof variables === 'string'
          ? [
              ...(locals.worker_settings as string[]),
              ...[...variables.matchAll(/^ +([A-Z_]+) +=/gm)].map(([, each]) => each),
            ]
          : Object.keys(variables);
      expect(set.sort()).toEqual(Object.keys((Environment as { Variables: object }).Variables).sort());
    }
    expect(one('aws_lambda_function', 'function')).toMatchObject({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's
      handler: 'dist/${each.key}/index.handler',
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
    });
  });

  test('queues and the table are as in deploy/storage.yml', () => {
    const jobs = propertiesOf('JobsQueue');
    for (const name of ['jobs', 'people']) {
      expect(one('aws_sqs_queue', name)).toMatchObject({
        fifo_queue: true,
        deduplication_scope: jobs.DeduplicationScope,
        fifo_throughput_limit: jobs.FifoThroughputLimit,
        visibility_timeout_seconds: jobs.VisibilityTimeout,
        message_retention_seconds: jobs.MessageRetentionPeriod,
        redrive_policy: expect.stringMatching(/aws_sqs_queue\.dead_jobs\.arn[\s\S]*maxReceiveCount += 1000/),
      });
    }
    expect(jobs.RedrivePolicy).toMatchObject({ maxReceiveCount: 1000 });
    const table = propertiesOf('IncidentTable') as {
      AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
      GlobalSecondaryIndexes: { IndexName: string; KeySchema: { AttributeName: string }[] }[];
    };
    const { attribute, global_secondary_index: indexes } = one('aws_dynamodb_table', 'incidents') as {
      attribute: { name: string; type: string }[];
      global_secondary_index: { name: string; hash_key: string; range_key?: string }[];
    };
    expect(attribute.map(({ name, type }) => [name, type])).toEqual(
      table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
    );
    expect(indexes.map(({ name, hash_key: hash, range_key: range }) => [name, hash, ...listOf(range ?? [])])).toEqual(
      table.GlobalSecondaryIndexes.map(({ IndexName, KeySchema }) => [
        IndexName,
        ...KeySchema.map(({ AttributeName }) => AttributeName),
      ]),
    );
    expect(one('aws_dynamodb_table', 'incidents')).toMatchObject({ lifecycle: [{ prevent_destroy: true }] });
  });

  test('alarms watch the same metrics with the same thresholds', () => {
    const alarms = locals.alarms as Record<string, Record<string, unknown>>;
    const ours = ofType('AWS::CloudWatch::Alarm').map(([, { Properties: it }]) => ({
      name: String(it.AlarmName).replace('slack-incident-manager-test-', ''),
      facts: [it.Namespace, it.MetricName, it.Statistic, it.Period, it.EvaluationPeriods],
      limit: [it.ComparisonOperator, it.Threshold],
    }));
    const theirs = Object.entries(alarms).map(([name, it]) => ({
      name,
      facts: [it.namespace, it.metric, it.statistic, it.period, it.evaluations],
      limit: [it.comparison, it.threshold],
    }));
    const sorted = (all: { name: string }[]) => all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(theirs)).toEqual(sorted(ours));
    for (const [name, { description }] of Object.entries(alarms)) {
      expect(description).toMatch(new RegExp(`docs/operating\\.md, ${name}\\.$`));
    }
  });
});

describe('permissions', () => {
  /** What a resource of a CloudFormation statement is, in one word. */
  function inStack(resource: unknown): string {
    const text = JSON.stringify(resource).replaceAll('\\"', '"');
    const attribute = /"Fn::GetAtt":\["(\w+)","Arn"\]/.exec(text)?.[1];
    if (attribute !== undefined) return attribute;
    const log = /log-group:\/aws\/lambda\/slack-incident-manager-test-(\w+):\*/.exec(text)?.[1];
    if (log !== undefined) return `log of ${log}`;
    if (text.includes('IncidentTable.Arn'))
      return text.includes('/index/*') ? 'IncidentTable/index/*' : 'IncidentTable';
    if (/:?sns"?[:,].*incident-chat/.test(text)) return 'topics';
    if (text.includes('aidevops')) return 'the Agent Space';
    if (text.includes(':role/')) return 'roles';
    if (text.includes('function:')) return 'TickLambdaFunction';
    return /parameter(\/[a-z/-]+)/.exec(text.replace('/test/', '/STAGE/').toLowerCase())?.[1] ?? arnWords(text);
  }

  /** `arn:aws:ssm-incidents:*:111122223333:incident-record/*`, literal or joined: `ssm-incidents incident-record/*`. */
  const arnWords = (text: string): string => {
    const parts = text
      .replaceAll(/","|\["?|"?\]|"/g, ':')
      .split(':')
      .filter(Boolean);
    const at = parts.findIndex((part) => /^(ssm|ssm-incidents|ssm-contacts|cloudwatch)$/.test(part));
    return at === -1
      ? text.replaceAll('"', '')
      : `${parts[at]} ${parts.slice(at).find((part) => /[a-z].*[/*]|^alarm$/.test(part))}`;
  };

  const names: Readonly<Record<string, string>> = {
    'aws_sqs_queue.jobs': 'JobsQueue',
    'aws_sqs_queue.people': 'PeopleQueue',
    'aws_sqs_queue.dead_jobs': 'DeadJobsQueue',
    'aws_sqs_queue.lost_notifications': 'LostNotifications',
    'aws_dynamodb_table.incidents': 'IncidentTable',
  };

  /** The same of a Terraform statement. */
  function inModule(resource: string): string[] {
    const local = /^\$\{local\.(\w+)\}$/.exec(resource)?.[1];
    if (local === 'topic_arns') return ['topics'];
    if (local === 'roles') return ['roles'];
    if (local === 'agent_space_arns' && String(locals[local]).includes(':aidevops:')) return ['the Agent Space'];
    if (local !== undefined) {
      const arns = String(locals[local]).match(/arn:[^"]+/g) ?? [];
      return arns.map((arn) => arnWords(arn.replaceAll(/\$\{[^}]+\}/g, 'x')));
    }
    const secret = /\$\{local\.(bot_token|signing_secret|client_secret|state_secret|installation_keys)\}$/.exec(
      resource,
    )?.[1];
    if (secret !== undefined) return [`/slack-incident-manager/stage/${secret.replaceAll('_', '-')}`];
    const name = /^\$\{([\w.]+)\.arn\}(.*)$/.exec(resource);
    return [name === null ? resource : `${names[name[1] ?? ''] ?? name[1]}${name[2]}`];
  }

  const lines = (role: string, actions: readonly string[], on: readonly string[], conditions: unknown): string[] =>
    actions.map((action) => `${role}: ${action} on ${[...on].sort().join(', ')}${conditions ? ' if' : ''}`);

  const stackLines = (role: string, statements: readonly Statement[]) =>
    statements.flatMap(({ Action, Resource: on, Condition }) =>
      lines(role, listOf(Action), [...new Set(listOf(on).map(inStack))], Condition),
    );
  const moduleLines = (role: string, name: string) =>
    (documents[name]?.[0]?.statement ?? []).flatMap(({ actions, resources: on = [], condition }) =>
      lines(role, actions, listOf(on).flatMap(inModule), condition),
    );

  test.each(['slack', 'notifications', 'tick', 'worker'])('%s may do the same, to the same', (name) => {
    const { Policies } = propertiesOf(`${capital(name)}Role`) as {
      Policies: { PolicyDocument: { Statement: Statement[] } }[];
    };
    const ours = Policies.flatMap(({ PolicyDocument: { Statement: all } }) => stackLines(name, all));
    const logs = [`${name}: logs:CreateLogStream on log of ${name}`, `${name}: logs:PutLogEvents on log of ${name}`];
    expect(documents[name]?.[0]).toMatchObject({
      source_policy_documents: [`\${data.aws_iam_policy_document.logs["${name}"].json}`],
    });
    expect([...logs, ...moduleLines(name, name)].sort()).toEqual(ours.sort());
    expect(ours.length).toBeGreaterThan(2);
  });

  test.each([
    ['WorkerWritePolicy', 'write_incidents', /INCIDENT_EDITORS/],
    ['WorkerAccountsPolicy', 'other_accounts', /local\.roles/],
    ['SlackInstallPolicy', 'install', /local\.installs_by_oauth/],
  ])('%s allows the same, under the same condition', (policy, name, condition) => {
    const { PolicyDocument } = propertiesOf(policy) as { PolicyDocument: { Statement: Statement[] } };
    expect(moduleLines('worker', name).sort()).toEqual(stackLines('worker', PolicyDocument.Statement).sort());
    expect(one('aws_iam_role_policy', name).count).toMatch(condition);
  });

  test('no other document grants anything', () => {
    const rest = ['by_lambda', 'by_scheduler', 'logs', 'lost_notifications', 'schedule', 'write_incidents'];
    const functionsOwn = ['other_accounts', 'install', 'slack', 'notifications', 'tick', 'worker'];
    expect(Object.keys(documents).sort()).toEqual([...rest, ...functionsOwn].sort());
    expect(moduleLines('schedule', 'schedule')).toHaveLength(1);
  });
});

test.runIf(isInstalled('terraform'))('terraform fmt has nothing to change', () => {
  const { stdout, status } = spawnSync('terraform', ['fmt', '-check', '-recursive', folder], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
