import { createEmbeddedAws, type EmbeddedAws, seedAlarms } from 'slack-aws-sandbox/aws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReadAlarmChart } from '../../../../src/aws/read/alarms/alarm-chart.ts';
import type { IncidentRecord } from '../../../../src/incidents/record.ts';
import { record as example } from '../../../cards/example-incidents.ts';
import { awsParts } from '../../aws-parts.ts';

const hour = 3_600_000;
const nowMs = Date.UTC(2026, 10, 27, 8);
let aws: EmbeddedAws;
let parts: ReturnType<typeof awsParts>;
let readChart: ReturnType<typeof createReadAlarmChart>;

beforeEach(async () => {
  aws = await createEmbeddedAws();
  const now = () => nowMs;
  parts = awsParts(aws.url, { now });
  const { describeAlarm: describe, alarm: readAlarm, clients, accounts } = parts;
  readChart = createReadAlarmChart({ describe, readAlarm }, clients, accounts, now);
});
afterEach(async () => {
  parts.clients.close();
  await aws.close();
});

const of = (resourceArn: string, changes: Partial<IncidentRecord> = {}): IncidentRecord => ({
  ...example,
  createdAtMs: nowMs - hour / 2,
  source: { ...example.source, resourceArn },
  ...changes,
});
const asked = () => aws.calls.all().filter(({ operation }) => operation === 'GetMetricWidgetImage');
const widget = () => JSON.parse(String(asked().at(-1)?.input.MetricWidget));
const png = (bytes: Uint8Array) => Buffer.from(bytes).subarray(1, 4).toString();

describe('the chart of an alarm', () => {
  test('on a metric shows its metric, its threshold and the incident’s start', async () => {
    const chart = await readChart(of(seedAlarms.checkout));
    expect(png(chart.png)).toBe('PNG');
    expect(widget()).toMatchObject({
      metrics: [
        [
          'AWS/ApplicationELB',
          'TargetResponseTime',
          'LoadBalancer',
          'app/checkout/50dc6c495c0c9188',
          { stat: 'p99', period: 60 },
        ],
      ],
      start: '2026-11-27T06:30:00.000Z',
      end: '2026-11-27T08:00:00.000Z',
      annotations: {
        horizontal: [{ label: 'threshold', value: 4 }],
        vertical: [{ label: 'incident', value: '2026-11-27T07:30:00.000Z' }],
      },
    });
    expect(asked()[0]).toMatchObject({ region: 'eu-west-1' });
  });

  test('on metric math shows the expression alone', async () => {
    await readChart(of(seedAlarms.payments));
    expect(widget().metrics).toEqual([
      ['Shop/Payments', 'Declined', 'Service', 'payments', { id: 'declined', period: 60, visible: false, stat: 'Sum' }],
      ['Shop/Payments', 'Attempts', 'Service', 'payments', { id: 'all', period: 60, visible: false, stat: 'Sum' }],
      [{ id: 'rate', period: 60, label: 'Declined (%)', expression: 'declined / all * 100' }],
    ]);
  });

  test('on an anomaly band shows the band in place of a threshold', async () => {
    await readChart(of(seedAlarms.band));
    expect(widget().annotations.horizontal).toEqual([]);
    expect(widget().metrics[1]).toEqual([expect.objectContaining({ expression: 'ANOMALY_DETECTION_BAND(m1, 2)' })]);
  });

  test('that is composite is that of the first child that fired', async () => {
    const chart = await readChart(of(seedAlarms.composite));
    expect(chart.alarm.name).toBe('shop-health');
    expect(widget().title).toBe('checkout-p99');
  });

  test('is read once for all channels that show the incident', async () => {
    await Promise.all([readChart(of(seedAlarms.checkout)), readChart(of(seedAlarms.checkout))]);
    await readChart(of(seedAlarms.checkout));
    expect(asked()).toHaveLength(1);
  });

  test.each([
    ['of an incident of 20 days', 20 * 24, 5400],
    ['of an incident of 2 hours', 2, 60],
    ['of an incident of 10 days', 240, 2700],
  ])('%s has as many points as there is room for, of those that CloudWatch keeps', async (_, hours, period) => {
    await readChart(of(seedAlarms.checkout, { createdAtMs: nowMs - hours * hour }));
    expect(widget().period).toBe(period);
  });
});

describe('there is no chart', () => {
  test.each([
    ['without an alarm', 'arn:aws:events:eu-west-1:111122223333:rule/checkout', 'no_chart'],
    ['of a PromQL alarm', seedAlarms.promql, 'no_chart'],
    ['of an alarm that is gone', `${seedAlarms.checkout}-gone`, 'no_chart'],
    ['of another account’s alarm', seedAlarms.checkout.replace('111122223333', '999999999999'), 'account_not_allowed'],
  ])('%s', async (_, arn, code) => {
    await expect(readChart(of(arn))).rejects.toMatchObject({ code });
    expect(asked()).toHaveLength(0);
  });

  test.each([['DescribeAlarms'], ['GetMetricWidgetImage']])('without %s', async (operation) => {
    aws.faults.add({ kind: 'access_denied', operation });
    const message = expect.stringContaining(`AWS refused cloudwatch:${operation}`);
    await expect(readChart(of(seedAlarms.checkout))).rejects.toMatchObject({ code: 'access_denied', message });
  });
});
