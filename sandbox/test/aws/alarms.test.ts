import {
  DescribeAlarmContributorsCommand,
  DescribeAlarmsCommand,
  GetMetricWidgetImageCommand,
  ListAlarmMuteRulesCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { seedAlarms } from '../../aws/seeds/seed-arns.ts';
import { noon, startAws } from './start-aws.ts';

const all = ['MetricAlarm' as const, 'CompositeAlarm' as const];

describe('alarms', () => {
  test('of the metric kind alone are described, unless composite ones are asked for', async () => {
    const { cloudwatch } = await startAws();
    const AlarmNames = ['checkout-p99', 'shop-health'];
    const one = await cloudwatch().send(new DescribeAlarmsCommand({ AlarmNames }));
    expect(one.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['checkout-p99']);
    expect(one.CompositeAlarms).toEqual([]);
    const both = await cloudwatch().send(new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: all }));
    expect(both.CompositeAlarms?.map(({ AlarmArn }) => AlarmArn)).toEqual([seedAlarms.composite]);
  });

  test('of the composite kind are missing, not denied, where the rights are for named alarms', async () => {
    const { aws, cloudwatch } = await startAws();
    aws.alarms.namedOnly = true;
    const AlarmNames = ['shop-health'];
    const answer = await cloudwatch().send(new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: all }));
    expect(answer).toMatchObject({ MetricAlarms: [], CompositeAlarms: [] });
  });

  test('tell the data points of their state, the latest first', async () => {
    const { cloudwatch } = await startAws();
    const { MetricAlarms } = await cloudwatch().send(new DescribeAlarmsCommand({ AlarmNames: ['checkout-p99'] }));
    const [alarm] = MetricAlarms ?? [];
    expect(alarm?.StateUpdatedTimestamp).toEqual(new Date(noon - 112 * 60_000));
    const data = JSON.parse(alarm?.StateReasonData ?? '');
    expect(data).toMatchObject({ period: 60, recentDatapoints: [4.1, 4.6, 4.2], threshold: 4 });
    expect(data.evaluatedDatapoints[0]).toMatchObject({ value: 4.2, timestamp: '2026-11-23T10:07:00.000+0000' });
  });

  test('related to a composite one come with name, ARN and state alone, and with no other parameter', async () => {
    const { cloudwatch } = await startAws();
    const { MetricAlarms } = await cloudwatch().send(new DescribeAlarmsCommand({ ChildrenOfAlarmName: 'shop-health' }));
    expect(MetricAlarms?.map((alarm) => Object.keys(alarm).sort())[0]).toEqual([
      'AlarmArn',
      'AlarmName',
      'StateUpdatedTimestamp',
      'StateValue',
    ]);
    const { CompositeAlarms } = await cloudwatch().send(
      new DescribeAlarmsCommand({ ParentsOfAlarmName: 'checkout-p99' }),
    );
    expect(CompositeAlarms).toHaveLength(1);
    const tooMuch = { ChildrenOfAlarmName: 'shop-health', AlarmTypes: all };
    await expect(cloudwatch().send(new DescribeAlarmsCommand(tooMuch))).rejects.toThrow(/no other parameter/);
  });

  test.each([
    [{ AlarmNames: Array.from({ length: 101 }, (_, index) => `a${index}`) }],
    [{ AlarmNames: [''] }],
    [{ MaxRecords: 101 }],
    [{ AlarmTypes: ['Composite' as 'CompositeAlarm'] }],
    [{ AlarmNames: ['a'], AlarmNamePrefix: 'a' }],
  ])('%j is refused', async (input) => {
    const { cloudwatch } = await startAws();
    const failed = cloudwatch().send(new DescribeAlarmsCommand(input));
    await expect(failed).rejects.toMatchObject({ name: expect.stringMatching(/^(Validation|InvalidParameter)/) });
  });

  test('change state, and composite ones with them; listeners are called', async () => {
    const { aws, clock, cloudwatch } = await startAws();
    const told: string[] = [];
    aws.alarms.onChange(({ alarm, from }) => told.push(`${alarm.AlarmName} ${from} ${alarm.StateValue}`));
    clock.nowMs += 60_000;
    aws.alarms.setState(seedAlarms.checkout, 'OK', { values: [0.8, 0.7, 0.7], period: 60, lastAtMs: clock.nowMs });
    expect(told).toEqual(['checkout-p99 ALARM OK']);
    aws.alarms.setState(seedAlarms.band, 'OK');
    expect(told.slice(1)).toEqual(['search-queries-unusual ALARM OK', 'shop-health ALARM OK']);
    const { MetricAlarms } = await cloudwatch().send(new DescribeAlarmsCommand({ AlarmNames: ['checkout-p99'] }));
    expect(MetricAlarms?.[0]).toMatchObject({ StateValue: 'OK', StateTransitionedTimestamp: new Date(clock.nowMs) });
  });

  test('of a Metrics Insights query tell who contributes; mute rules are listed by status', async () => {
    const { aws, cloudwatch } = await startAws();
    const { AlarmContributors } = await cloudwatch().send(
      new DescribeAlarmContributorsCommand({ AlarmName: 'throttled-tables' }),
    );
    expect(AlarmContributors?.map((each) => each.ContributorAttributes)).toEqual([
      { TableName: 'orders' },
      { TableName: 'carts' },
    ]);
    await expect(cloudwatch().send(new DescribeAlarmContributorsCommand({ AlarmName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFound',
    });
    aws.alarms.mute(seedAlarms.checkout, { Status: 'ACTIVE', MuteType: 'ONE_TIME' });
    const rules = (Statuses: ('ACTIVE' | 'EXPIRED')[]) =>
      cloudwatch().send(new ListAlarmMuteRulesCommand({ AlarmName: 'checkout-p99', Statuses }));
    expect((await rules(['ACTIVE'])).AlarmMuteRuleSummaries).toHaveLength(1);
    expect((await rules(['EXPIRED'])).AlarmMuteRuleSummaries).toEqual([]);
  });
});

describe('a picture of a metric', () => {
  const metrics = [['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1', { stat: 'Average' }]];
  const picture = async (widget: object | string) => {
    const { cloudwatch } = await startAws();
    const MetricWidget = typeof widget === 'string' ? widget : JSON.stringify(widget);
    const answer = await cloudwatch().send(new GetMetricWidgetImageCommand({ MetricWidget }));
    return Buffer.from(answer.MetricWidgetImage ?? []);
  };

  test('is a PNG of the size that was asked for', async () => {
    const png = await picture({
      metrics,
      width: 900,
      height: 300,
      start: '2026-11-27T05:30:00.000Z',
      end: '2026-11-27T08:00:00.000Z',
      annotations: {
        horizontal: [{ value: 1.5 }, [{ value: 1 }, { value: 2 }]],
        vertical: [{ value: '2026-11-27T07:30:00.000Z' }],
      },
    });
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([900, 300]);
  });

  test.each([
    ['not JSON', '{'],
    ['no metrics', { title: 'x' }],
    ['a metric without its name', { metrics: [['AWS/EC2']] }],
    ['a side that is too long', { metrics, width: 2001 }],
    ['annotations of dashboards', { metrics, annotations: { alarms: [seedAlarms.checkout] } }],
    ['times the wrong way round', { metrics, start: '2026-01-02T00:00:00Z', end: '2026-01-01T00:00:00Z' }],
    ['more than 100 KB', { metrics, title: 'x'.repeat(100 * 1024) }],
  ])('is refused for %s', async (_, widget) => {
    await expect(picture(widget)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});

test('with quotas, the tenth DescribeAlarms of a second is throttled', async () => {
  const { cloudwatch } = await startAws({ quotas: true });
  const ask = () => cloudwatch().send(new DescribeAlarmsCommand({}));
  for (let count = 0; count < 9; count += 1) await ask();
  await expect(ask()).rejects.toMatchObject({ name: 'Throttling' });
});
