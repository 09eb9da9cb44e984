import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Resource, Template } from './package-offline.ts';

/** The packaged stack, which `stack.test.ts` keeps true, read as CloudFormation and the services read it. */
const stack = JSON.parse(readFileSync('test/serverless/stack.template', 'utf8')) as Template & {
  Outputs?: Record<string, { Value: unknown }>;
};
const { Resources, Parameters, Conditions } = stack;

const ofType = (type: string): [string, Resource][] =>
  Object.entries(Resources).filter(([, resource]) => resource.Type === type);

/** Every object within a value, itself too. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = value as Record<string, unknown>;
  return [own, ...Object.values(own).flatMap(objectsIn)];
}

/** The logical id that `Fn::GetAtt` or `Ref` names. */
function idOf(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? attribute?.[0];
}

/** What `Fn::GetAtt` gives of each type in use. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const attributes: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': ['Arn', 'QueueName', 'QueueUrl'],
  'AWS::DynamoDB::Table': ['Arn', 'StreamArn'],
  'AWS::Lambda::Function': ['Arn'],
  'AWS::Lambda::Url': ['FunctionUrl', 'FunctionArn'],
  'AWS::IAM::Role': ['Arn', 'RoleId'],
};

describe('references', () => {
  const all = objectsIn(stack);
  const exists = (id: string) =>
    /^AWS::(AccountId|NoValue|Partition|Region|StackName|URLSuffix)$/.test(id) || id in Parameters || id in Resources;

  test('each Ref names a resource, a parameter or a pseudo-parameter', () => {
    const refs = all.flatMap(({ Ref }) => (typeof Ref === 'string' ? [Ref] : []));
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.filter((id) => !exists(id))).toEqual([]);
  });

  test('each Fn::GetAtt names an attribute that its resource has', () => {
    const asked = all.flatMap(({ 'Fn::GetAtt': it }) => (Array.isArray(it) ? [it as [string, string]] : []));
    expect(asked.length).toBeGreaterThan(20);
    const unknown = asked.filter(([id, name]) => !attributes[Resources[id]?.Type ?? '']?.includes(name));
    expect(unknown).toEqual([]);
  });

  test('each name in an Fn::Sub is there', () => {
    const texts = all.flatMap(({ 'Fn::Sub': it }) => (typeof it === 'string' ? [it] : []));
    const named = texts.flatMap((text) => [...text.matchAll(/\$\{([^}!]+)\}/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(10);
    const unknown = named.filter((name) => {
      const [id = '', attribute] = name.startsWith('AWS::') ? [name] : name.split('.');
      return !exists(id) || (attribute !== undefined && !attributes[Resources[id]?.Type ?? '']?.includes(attribute));
    });
    expect(unknown).toEqual([]);
  });

  test('each condition is defined, and nothing unconditional names what may be absent', () => {
    const used = Object.values(Resources).flatMap(({ Condition }) => Condition ?? []);
    const chosen = all.flatMap(({ 'Fn::If': it }) => (Array.isArray(it) ? [String(it[0])] : []));
    expect([...used, ...chosen].filter((name) => !(name in Conditions))).toEqual([]);
    const absent = Object.keys(Resources).filter((id) => Resources[id]?.Condition !== undefined);
    const firm = Object.values(Resources).filter(({ Condition }) => Condition === undefined);
    expect(
      objectsIn(firm)
        .flatMap((it) => idOf(it) ?? [])
        .filter((id) => absent.includes(id)),
    ).toEqual([]);
  });
});

describe('queues', () => {
  const queue = (id: string | undefined) => Resources[id ?? '']?.Properties ?? {};
  const longestMs = 1_209_600;

  test('each dead-letter queue is of the kind of its source, and keeps messages at least as long', () => {
    const redriven = ofType('AWS::SQS::Queue').filter(([, { Properties }]) => Properties.RedrivePolicy !== undefined);
    expect(redriven).toHaveLength(2);
    for (const [, { Properties: source }] of redriven) {
      const { deadLetterTargetArn, maxReceiveCount } = source.RedrivePolicy as Record<string, unknown>;
      const target = queue(idOf(deadLetterTargetArn));
      expect(target.FifoQueue).toBe(source.FifoQueue);
      expect(Number(target.MessageRetentionPeriod)).toBeGreaterThanOrEqual(Number(source.MessageRetentionPeriod));
      // SQS's limit.
      expect(maxReceiveCount).toBeLessThanOrEqual(1000);
    }
    for (const [, { Properties }] of ofType('AWS::SQS::Queue')) {
      expect(String(Properties.QueueName).endsWith('.fifo')).toBe(Properties.FifoQueue === true);
      expect(Properties.MessageRetentionPeriod).toBeLessThanOrEqual(longestMs);
    }
  });

  test('what Lambda and SNS cannot deliver goes to a standard queue that each may send to', () => {
    const targets = [
      ...ofType('AWS::SNS::Subscription').flatMap(
        ([
          ,
          {
            Properties: { RedrivePolicy: it },
          },
        ]) => (it === undefined ? [] : [idOf((it as Record<string, unknown>).deadLetterTargetArn)]),
      ),
      ...ofType('AWS::Lambda::EventInvokeConfig').flatMap(
        ([
          ,
          {
            Properties: { DestinationConfig: it },
          },
        ]) => objectsIn(it).flatMap(({ Destination }) => (Destination === undefined ? [] : [idOf(Destination)])),
      ),
    ];
    expect(targets).toEqual(['LostNotifications', 'LostNotifications']);
    // Neither SNS nor Lambda can deliver to a FIFO queue here.
    expect(queue('LostNotifications').FifoQueue).toBeUndefined();
    expect(JSON.stringify(queue('LostNotificationsPolicy'))).toContain('sns.amazonaws.com');
    expect(JSON.stringify(queue('NotificationsRole'))).toContain('LostNotifications');
  });

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
  test('messages are hidden at least six times as long as the function may run that takes them', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    expect(mappings).toHaveLength(2);
    for (const { EventSourceArn, FunctionName, BatchSize, ScalingConfig } of mappings) {
      const [source, taker] = [queue(idOf(EventSourceArn)), queue(idOf(FunctionName))];
      expect(Number(source.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(taker.Timeout));
      // The most of a FIFO queue, and the least concurrency that Lambda takes.
      expect(BatchSize).toBeLessThanOrEqual(10);
      expect((ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency).toBeGreaterThanOrEqual(2);
    }
  });

  test('a tick ends before the next one', () => {
    const [[, schedule] = []] = ofType('AWS::Scheduler::Schedule');
    expect(schedule?.Properties.ScheduleExpression).toBe('rate(1 minute)');
    expect(Number(queue('TickLambdaFunction').Timeout)).toBeLessThan(60);
  });
});

describe('alarms', () => {
  /**
   * The metrics that the services publish, with the dimension of each and the type of what it names.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
   */
  const published: Readonly<Record<string, { names: string; type: string; metrics: readonly string[] }>> = {
    'AWS/SQS': {
      names: 'QueueName',
      type: 'AWS::SQS::Queue',
      metrics: ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage', 'NumberOfMessagesSent'],
    },
    'AWS/Lambda': {
      names: 'FunctionName',
      type: 'AWS::Lambda::Function',
      metrics: ['Errors', 'Throttles', 'Duration', 'Invocations', 'Url5xxCount', 'Url4xxCount', 'UrlRequestLatency'],
    },
  };

  test.each(ofType('AWS::CloudWatch::Alarm'))(
    '%s watches a metric that is published of what the stack makes',
    (_, alarm) => {
      const { Namespace, MetricName, Dimensions, Period, EvaluationPeriods } = alarm.Properties as {
        Namespace: string;
        MetricName: string;
        Dimensions: { Name: string; Value: unknown }[];
        Period: number;
        EvaluationPeriods: number;
      };
      const kind = published[Namespace];
      expect(kind?.metrics).toContain(MetricName);
      expect(Dimensions.map(({ Name }) => Name)).toEqual([kind?.names]);
      const watched = idOf(Dimensions[0]?.Value) ?? '';
      expect(Resources[watched]?.Type).toBe(kind?.type);
      // A queue's name, not its URL, which is what Ref gives.
      if (Namespace === 'AWS/SQS') expect(Dimensions[0]?.Value).toEqual({ 'Fn::GetAtt': [watched, 'QueueName'] });
      if (MetricName.startsWith('Url')) {
        const urls = ofType('AWS::Lambda::Url').map(([, { Properties }]) => idOf(Properties.TargetFunctionArn));
        expect(urls).toContain(watched);
      }
      expect(Period % 60).toBe(0);
      expect(Period * EvaluationPeriods).toBeLessThanOrEqual(86_400);
    },
  );
});

test('each function writes to a log group of its name, by a role that may write there alone', () => {
  for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
    const name = String(Properties.FunctionName);
    const groups = ofType('AWS::Logs::LogGroup').map(([, group]) => group.Properties.LogGroupName);
    expect(groups).toContain(`/aws/lambda/${name}`);
    const role = /\$\{(\w+)\.Arn\}/.exec(JSON.stringify(Properties.Role))?.[1] ?? '';
    const logs = objectsIn(Resources[role]).filter(({ Action }) => JSON.stringify(Action ?? '').includes('logs:'));
    expect(logs.length, id).toBeGreaterThan(0);
    for (const { Resource: on } of logs) expect(JSON.stringify(on)).toContain(`/aws/lambda/${name}:*`);
  }
});
