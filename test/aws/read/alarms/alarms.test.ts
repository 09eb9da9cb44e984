import { createEmbeddedAws, type EmbeddedAws, seedAlarms } from 'slack-aws-sandbox/aws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseAlarmArn } from '../../../../src/incidents/alarm.ts';
import { awsParts } from '../../aws-parts.ts';

let aws: EmbeddedAws;
let parts: ReturnType<typeof awsParts>;
const patienceMs = 1000;
const read = (arn: string) => parts.alarm(arn, patienceMs);
const calls = (operation: string) => aws.calls.all().filter((call) => call.operation === operation);

beforeEach(async () => {
  aws = await createEmbeddedAws();
  parts = awsParts(aws.url);
});
afterEach(async () => {
  parts.clients.close();
  await aws.close();
});

describe('an alarm', () => {
  test('on a metric tells its numbers by one call', async () => {
    expect(await read(seedAlarms.checkout)).toMatchObject({
      name: 'checkout-p99',
      state: 'ALARM',
      sinceMs: expect.any(Number),
      numbers: { value: 4.2, comparison: '>', threshold: 4, breachedMs: 180_000 },
    });
    expect(calls('DescribeAlarms')).toHaveLength(1);
    expect(calls('DescribeAlarmContributors')).toHaveLength(0);
  });

  test('on metric math tells for how much of its time it was beyond the threshold', async () => {
    expect(await read(seedAlarms.payments)).toMatchObject({
      name: 'payments/declined: rate > 5 %',
      numbers: { value: 8.1, threshold: 5, breachedMs: 180_000, outOfMs: 300_000 },
    });
  });

  test('an alarm on an anomaly band shows the expected band', async () => {
    const band = { lower: 410.5, upper: 980.25 };
    const numbers = { value: 120, comparison: 'outside', band, breachedMs: 300_000 };
    expect(await read(seedAlarms.band)).toMatchObject({ numbers });
  });

  test('an alarm on a PromQL query is described in AWS’s words', async () => {
    const reading = await read(seedAlarms.promql);
    expect(reading).toMatchObject({ state: 'ALARM', reason: '2 out of 3 time series evaluated to ALARM' });
    expect(reading?.numbers).toBeUndefined();
  });

  test('on a query with groups names the time series in alarm; without that permission it names none', async () => {
    expect(await read(seedAlarms.tables)).toMatchObject({ contributors: ['TableName=orders', 'TableName=carts'] });
    aws.faults.add({ kind: 'access_denied', operation: 'DescribeAlarmContributors' });
    const other = awsParts(aws.url);
    expect(await other.alarm(seedAlarms.tables, patienceMs)).toEqual(
      expect.not.objectContaining({ contributors: expect.anything() }),
    );
    other.clients.close();
  });

  test('that is composite names the children that fired', async () => {
    expect(await read(seedAlarms.composite)).toMatchObject({
      children: [{ name: 'checkout-p99', numbers: { value: 4.2 } }],
    });
  });

  test('that is composite and does not say why names its children in alarm', async () => {
    const composite = aws.alarms.find(seedAlarms.composite);
    delete composite?.described.StateReasonData;
    const { children } = (await read(seedAlarms.composite)) ?? {};
    expect(children?.map(({ name }) => name).sort()).toEqual(['checkout-p99', 'search-queries-unusual']);
  });

  test('that is muted, or whose actions are off, says so; a missing permission takes that away alone', async () => {
    aws.alarms.mute(seedAlarms.checkout, { Status: 'ACTIVE' });
    aws.alarms.mute(seedAlarms.payments, { Status: 'EXPIRED' });
    expect(await read(seedAlarms.checkout)).toMatchObject({ quiet: 'muted' });
    expect((await read(seedAlarms.payments))?.quiet).toBeUndefined();
    const promql = aws.alarms.find(seedAlarms.promql);
    if (promql !== undefined) promql.described.ActionsEnabled = false;
    expect(await read(seedAlarms.promql)).toMatchObject({ quiet: 'off' });
    aws.faults.add({ kind: 'access_denied', operation: 'ListAlarmMuteRules' });
    const other = awsParts(aws.url);
    expect(await other.alarm(seedAlarms.checkout, patienceMs)).toMatchObject({ numbers: { value: 4.2 } });
    other.clients.close();
  });

  test('that went back to normal tells since when', async () => {
    aws.alarms.setState(seedAlarms.checkout, 'OK', { values: [0.8, 0.7], period: 60, lastAtMs: Date.now() });
    const reading = await read(seedAlarms.checkout);
    expect(reading).toMatchObject({ state: 'OK', numbers: { value: 0.7 } });
    expect(Date.now() - (reading?.sinceMs ?? 0)).toBeLessThan(60_000);
  });
});

describe('no alarm', () => {
  test.each([
    ['of another account', seedAlarms.checkout.replace('111122223333', '999999999999')],
    ['that is not there', `${seedAlarms.checkout}-gone`],
    ['but something else', 'arn:aws:events:eu-west-1:111122223333:rule/checkout'],
    ['with a Region that is none', seedAlarms.checkout.replace('eu-west-1', 'evil.example')],
  ])('%s is answered with nothing', async (_, arn) => {
    expect(await read(arn)).toBeUndefined();
  });

  test('comes of a refused permission, and AWS is not asked again at once', async () => {
    aws.faults.add({ kind: 'access_denied', operation: 'DescribeAlarms' });
    expect(await read(seedAlarms.checkout)).toBeUndefined();
    expect(await read(seedAlarms.payments)).toBeUndefined();
    expect(calls('DescribeAlarms')).toHaveLength(1);
  });

  test('comes of rights that leave out composite alarms', async () => {
    aws.alarms.namedOnly = true;
    expect(await read(seedAlarms.composite)).toBeUndefined();
  });
});

test('those who ask at the same time share a call, whichever alarms they ask for', async () => {
  const arns = [seedAlarms.checkout, seedAlarms.payments, seedAlarms.band, seedAlarms.promql, seedAlarms.checkout];
  const described = await Promise.all(
    arns.map((arn) => parts.describeAlarm(parseAlarmArn(arn) ?? never(), patienceMs)),
  );
  expect(described.map((each) => each?.alarm.AlarmArn)).toEqual(arns);
  expect(calls('DescribeAlarms')).toHaveLength(1);
});

const never = (): never => {
  throw new Error('no ARN of an alarm');
};
