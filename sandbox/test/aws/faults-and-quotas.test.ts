import { GetAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import {
  AccessDeniedException,
  InternalServerException,
  SSMIncidents,
  ThrottlingException,
} from '@aws-sdk/client-ssm-incidents';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { seedIncidents, seedPlans } from '../../aws/seeds/seed-arns.ts';
import { startAws } from './start-aws.ts';

const arn = seedIncidents.critical;

describe('injected faults', () => {
  test.each([
    ['throttle', ThrottlingException, 429],
    ['internal', InternalServerException, 500],
    ['access_denied', AccessDeniedException, 403],
  ] as const)('%s is an error of its class', async (kind, type, httpStatusCode) => {
    const { aws, client } = await startAws();
    aws.faults.add({ kind, times: 1 });
    const error = await client()
      .getIncidentRecord({ arn })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ $metadata: { httpStatusCode } });
    await client().getIncidentRecord({ arn });
  });

  test('a throttling fault names service and quota', async () => {
    const { aws, client } = await startAws();
    aws.faults.add({ kind: 'throttle' });
    await expect(client().getIncidentRecord({ arn })).rejects.toMatchObject({
      serviceCode: 'ssm-incidents',
      quotaCode: 'GetIncidentRecord-requests-per-second',
    });
    aws.faults.clear();
    await client().getIncidentRecord({ arn });
  });

  test('an unavailable fault answers 503', async () => {
    const { aws, client } = await startAws();
    aws.faults.add({ kind: 'unavailable' });
    await expect(client().getIncidentRecord({ arn })).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  });

  test('garbage, a broken connection and no response fail the call', async () => {
    const { aws, client } = await startAws();
    for (const kind of ['nonsense', 'half_json'] as const) {
      aws.faults.add({ kind, times: 1 });
      await expect(client().getIncidentRecord({ arn })).rejects.toThrow(SyntaxError);
    }
    aws.faults.add({ kind: 'reset', times: 1 });
    await expect(client().getIncidentRecord({ arn })).rejects.toMatchObject({ code: 'ECONNRESET' });
    aws.faults.add({ kind: 'stall', times: 1 });
    const abortSignal = AbortSignal.timeout(100);
    await expect(client().getIncidentRecord({ arn }, { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
    await client().getIncidentRecord({ arn });
  });

  test('a latency fault delays the response and changes nothing else', async () => {
    const { aws, client } = await startAws();
    aws.faults.add({ kind: 'latency', latencyMs: 120 });
    const start = performance.now();
    await client().getIncidentRecord({ arn });
    expect(performance.now() - start).toBeGreaterThanOrEqual(115);
  });

  test('a fault affects only the service, operation and Region it names', async () => {
    const { aws, client } = await startAws();
    aws.faults.add({ kind: 'internal', service: 'ssm-incidents', operation: 'GetIncidentRecord', region: 'us-east-1' });
    await client('eu-west-1').getIncidentRecord({ arn });
    await client('us-east-1').listIncidentRecords({});
    await expect(client('us-east-1').getIncidentRecord({ arn })).rejects.toBeInstanceOf(InternalServerException);
  });

  test('a fault with a probability affects a share of the calls', async () => {
    const { aws, client } = await startAws();
    const dice = [0.9, 0.1];
    aws.faults.add({ kind: 'internal', probability: 0.5, random: () => dice.shift() ?? 0.9 });
    await client().getIncidentRecord({ arn });
    await expect(client().getIncidentRecord({ arn })).rejects.toBeInstanceOf(InternalServerException);
  });

  test('with "afterwards" a write takes effect, its response is lost, and a retry with the same token writes nothing', async () => {
    const { aws } = await startAws();
    const client = new SSMIncidents({
      region: 'eu-west-1',
      endpoint: aws.url,
      credentials: { accessKeyId: 'A', secretAccessKey: 's' },
    });
    const before = aws.incidents.list().length;
    aws.faults.add({ kind: 'reset', operation: 'StartIncident', times: 1, afterwards: true });
    const { incidentRecordArn, $metadata } = await client.startIncident({ responsePlanArn: seedPlans.search });
    expect($metadata.attempts).toBe(2);
    expect(aws.incidents.list()).toHaveLength(before + 1);
    expect(aws.incidents.get(incidentRecordArn ?? '')).toBeDefined();
  });

  test('each protocol encodes faults in its own way', async () => {
    const { aws, ssm, sts } = await startAws();
    aws.faults.add({ kind: 'access_denied' });
    const get = new GetAutomationExecutionCommand({ AutomationExecutionId: '7c2f8e10-5b3d-4f6a-9e81-2d4c6b8a0f13' });
    await expect(ssm().send(get)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(sts().send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('quotas', () => {
  test('the read quota is ten per second, separately per account and Region', async () => {
    const { client, clock } = await startAws({ quotas: true });
    const read = (region: string) => client(region).getIncidentRecord({ arn });
    for (let count = 0; count < 10; count += 1) await read('eu-west-1');
    await expect(read('eu-west-1')).rejects.toBeInstanceOf(ThrottlingException);
    await read('us-east-1');
    clock.nowMs += 100;
    await read('eu-west-1');
    await expect(read('eu-west-1')).rejects.toBeInstanceOf(ThrottlingException);
  });

  test('quotas can be configured', async () => {
    const { client } = await startAws({ quotas: { 'ssm-incidents': { '*': 1 } } });
    await client().listResponsePlans({});
    await expect(client().listResponsePlans({})).rejects.toBeInstanceOf(ThrottlingException);
    await client().listIncidentRecords({});
  });

  test('quotas are off by default', async () => {
    const { client } = await startAws();
    const reads = Array.from({ length: 40 }, () => client().getIncidentRecord({ arn }));
    expect(await Promise.all(reads)).toHaveLength(40);
  });
});

test('the call log counts calls and keeps their input', async () => {
  const { aws, client, clock } = await startAws();
  await client('us-east-1').getIncidentRecord({ arn });
  await client()
    .updateIncidentRecord({ arn, impact: 9, clientToken: 't' })
    .catch(() => undefined);
  expect(aws.calls.all()).toEqual([
    {
      service: 'ssm-incidents',
      operation: 'GetIncidentRecord',
      region: 'us-east-1',
      account: '111122223333',
      input: { arn },
      at: clock.nowMs,
      status: 200,
    },
    {
      service: 'ssm-incidents',
      operation: 'UpdateIncidentRecord',
      region: 'eu-west-1',
      account: '111122223333',
      input: { arn, impact: 9, clientToken: 't' },
      at: clock.nowMs,
      status: 400,
    },
  ]);
  expect(aws.calls.count('GetIncidentRecord')).toBe(1);
  aws.calls.clear();
  expect(aws.calls.count('GetIncidentRecord')).toBe(0);
});
