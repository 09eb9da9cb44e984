import type { MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** What a chart shows besides the alarm's metric. Epoch milliseconds. */
export interface ChartTimes {
  /** When the incident started: a vertical line. */
  incidentMs: number;
  startMs: number;
  endMs: number;
}

const width = 900;
const height = 360;
const largestBytes = 100 * 1024;
const defaultPeriod = 60;
/** Points in one line: more than the picture has room for are of no use. */
const mostPoints = 400;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** CloudWatch keeps data points of a short period for this long; older ones have the next period. Seconds. */
const retention = [
  { period: 1, keptMs: 3 * hourMs },
  { period: 60, keptMs: 15 * dayMs },
  { period: 300, keptMs: 63 * dayMs },
  { period: 3600, keptMs: Number.POSITIVE_INFINITY },
] as const;

type Row = (string | Record<string, string | number | boolean>)[];

/**
 * The metric widget of an alarm: its own metric or expression, its threshold, and the incident's start. Alarms cannot be named
 * in it: `annotations.alarms` is for dashboards.
 * @param nowMs epoch milliseconds
 * @returns JSON text; `undefined` for an alarm that is not on metrics (PromQL), or whose definition is too large
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html
 */
export function metricWidget(alarm: MetricAlarm, times: ChartTimes, nowMs: number): string | undefined {
  const period = periodFor(alarm, times, nowMs);
  const metrics = alarm.Metrics?.length ? alarm.Metrics.map((query) => rowOf(query, period)) : ownRow(alarm, period);
  if (metrics === undefined) return undefined;
  const { Threshold } = alarm;
  const iso = (ms: number) => new Date(ms).toISOString();
  const widget = JSON.stringify({
    view: 'timeSeries',
    title: (alarm.AlarmName ?? '').slice(0, 200),
    width,
    height,
    start: iso(times.startMs),
    end: iso(times.endMs),
    timezone: '+0000',
    period,
    metrics,
    annotations: {
      horizontal: Threshold === undefined ? [] : [{ label: 'threshold', value: Threshold }],
      vertical: [{ label: 'incident', value: iso(times.incidentMs) }],
    },
  });
  return Buffer.byteLength(widget) > largestBytes ? undefined : widget;
}

function ownRow({ Namespace, MetricName, Dimensions = [], ...alarm }: MetricAlarm, period: number): Row[] | undefined {
  if (Namespace === undefined || MetricName === undefined) return undefined;
  const dimensions = Dimensions.flatMap(({ Name = '', Value = '' }) => [Name, Value]);
  const stat = alarm.ExtendedStatistic ?? alarm.Statistic ?? 'Average';
  return [[Namespace, MetricName, ...dimensions, { stat, period }]];
}

function rowOf(
  { Id = '', MetricStat, Expression, Label, ReturnData, AccountId }: MetricDataQuery,
  period: number,
): Row {
  const options = {
    id: Id,
    period,
    ...(Label !== undefined && { label: Label }),
    // An alarm hides what its expression is made of.
    ...(ReturnData === false && { visible: false }),
    ...(AccountId !== undefined && { accountId: AccountId }),
  };
  if (MetricStat?.Metric === undefined) return [{ ...options, expression: Expression ?? '' }];
  const { Namespace = '', MetricName = '', Dimensions = [] } = MetricStat.Metric;
  const dimensions = Dimensions.flatMap(({ Name = '', Value = '' }) => [Name, Value]);
  return [Namespace, MetricName, ...dimensions, { ...options, stat: MetricStat.Stat ?? 'Average' }];
}

/** The alarm's own period, in seconds, unless there are too many points, or CloudWatch no longer has them. */
function periodFor(alarm: MetricAlarm, { startMs, endMs }: ChartTimes, nowMs: number): number {
  const periods = (alarm.Metrics ?? []).map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0);
  const own = alarm.Period ?? (Math.max(0, ...periods) || defaultPeriod);
  const kept = retention.find(({ keptMs }) => nowMs - startMs < keptMs)?.period ?? defaultPeriod;
  const fits = (endMs - startMs) / 1000 / mostPoints;
  const least = Math.max(own, kept, fits);
  // Periods of a minute and more are whole minutes.
  return least <= own ? own : Math.ceil(least / 60) * 60;
}
