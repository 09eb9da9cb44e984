import { AppError } from '../../../errors.ts';
import { type AlarmReading, parseAlarmArn } from '../../../incidents/alarm.ts';
import type { IncidentRecord } from '../../../incidents/record.ts';
import { createRecent } from '../../../recent.ts';
import type { Accounts } from '../../accounts.ts';
import type { AwsClients } from '../../clients.ts';
import { toAwsError } from '../../fault.ts';
import { createPace, singleFlight } from '../../pace.ts';
import type { ReadAlarm } from './alarms.ts';
import type { DescribeAlarm } from './describe-alarms.ts';
import { type ChartTimes, metricWidget } from './metric-widget.ts';

/** A picture of the metric that an incident's alarm watches. */
export interface AlarmChart extends ChartTimes {
  alarm: AlarmReading;
  png: Uint8Array;
}

/**
 * Reads the chart of the alarm that started an incident, in the alarm's own account and Region.
 * @throws AppError `no_chart` when the incident has no alarm that CloudWatch can draw
 */
export type ReadAlarmChart = (record: IncidentRecord) => Promise<AlarmChart>;

/** Half of what the quota allows in one account and Region. */
const perSecond = 10;
const patienceMs = 5000;
/** Charts of one minute are one: an incident's channels share it. */
const recentMs = 60_000;
const minuteMs = 60_000;
/** What the chart shows before the incident and after its end, in milliseconds. */
const before = { leastMs: 60 * minuteMs, part: 0.25 };
const afterMs = 15 * minuteMs;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricWidgetImage.html */
export function createReadAlarmChart(
  { describe, readAlarm }: { describe: DescribeAlarm; readAlarm: ReadAlarm },
  clients: AwsClients,
  accounts: Accounts,
  now: () => number,
): ReadAlarmChart {
  const pace = createPace(perSecond, now);
  const recent = createRecent<AlarmChart>(20, now);
  const flights = singleFlight<AlarmChart>();

  async function draw(widget: string, region: string, account: string): Promise<Uint8Array> {
    const { GetMetricWidgetImageCommand } = await import('@aws-sdk/client-cloudwatch');
    const client = await clients.cloudWatch(region, await accounts.roleFor(account));
    const ask = () => client.send(new GetMetricWidgetImageCommand({ MetricWidget: widget }));
    try {
      const { MetricWidgetImage } = await pace(ask, patienceMs);
      if (MetricWidgetImage !== undefined && MetricWidgetImage.length > 0) return MetricWidgetImage;
    } catch (error) {
      throw toAwsError(error, 'cloudwatch:GetMetricWidgetImage');
    }
    throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.');
  }

  async function read(record: IncidentRecord): Promise<AlarmChart> {
    const arn = parseAlarmArn(record.source.resourceArn);
    if (arn === undefined)
      throw new AppError('no_chart', 'No CloudWatch alarm started this incident, so there is no chart.');
    const described = await describe(arn, patienceMs);
    const alarm = await readAlarm(arn.arn, patienceMs);
    if (described === undefined || alarm === undefined) {
      throw new AppError('no_chart', 'The alarm of this incident is not there, or the app may not read it.');
    }
    // There is no chart of a composite alarm itself: the first of its children that fired has one.
    const child = described.type === 'composite' ? parseAlarmArn(alarm.children?.[0]?.arn) : undefined;
    const drawn = child === undefined ? described : await describe(child, patienceMs);
    const times = timesOf(record, now());
    const widget = drawn?.type === 'metric' ? metricWidget(drawn.alarm, times, now()) : undefined;
    if (widget === undefined) throw new AppError('no_chart', 'CloudWatch draws no chart of an alarm of this kind.');
    return { ...times, alarm, png: await draw(widget, arn.region, arn.account) };
  }

  return (record) =>
    flights(record.arn.arn, async () => {
      const known = recent.get(record.arn.arn);
      if (known !== undefined) return known;
      const chart = await read(record);
      recent.set(record.arn.arn, chart, recentMs);
      return chart;
    });
}

function timesOf({ createdAtMs, resolvedAtMs }: IncidentRecord, nowMs: number): ChartTimes {
  const endMs = Math.min(nowMs, (resolvedAtMs ?? Number.POSITIVE_INFINITY) + afterMs);
  const openMs = Math.max(0, endMs - createdAtMs);
  return { incidentMs: createdAtMs, startMs: createdAtMs - Math.max(before.leastMs, openMs * before.part), endMs };
}
