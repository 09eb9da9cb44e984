import { ServiceError } from '../service-error.ts';

/** What is drawn of a metric widget. Times are epoch milliseconds. */
export interface Widget {
  width: number;
  height: number;
  startMs: number;
  endMs: number;
  /** Number of metrics and expressions that are shown. */
  lines: number;
  thresholds: number[];
  momentsMs: number[];
}

const largest = 100 * 1024;
const mostMetrics = 500;
const largestSide = 2000;

const invalid = (message: string) => new ServiceError('InvalidParameterValueException', 400, message);

/**
 * Reads a metric widget and refuses what CloudWatch refuses.
 * @throws ServiceError InvalidParameterValueException
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html
 */
export function checkWidget(text: string): Widget {
  if (Buffer.byteLength(text) > largest) throw invalid('The widget is larger than 100 KB');
  const widget = parsed(text);
  const { metrics, width = 600, height = 400, annotations = {}, period = 300 } = widget;
  if (!Array.isArray(metrics) || metrics.length === 0) throw invalid('metrics must have at least one entry');
  if (metrics.length > mostMetrics) throw invalid(`metrics has more than ${mostMetrics} entries`);
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || Number(side) < 1 || Number(side) > largestSide) {
      throw invalid(`${name} must be from 1 to ${largestSide}`);
    }
  }
  if (!Number.isInteger(period) || Number(period) < 1) throw invalid('period must be a positive integer');
  const { horizontal = [], vertical = [], ...others } = annotations as Record<string, unknown>;
  // `alarms` belongs to dashboards.
  if (Object.keys(others).length > 0) throw invalid(`annotations.${Object.keys(others)[0]} is not supported`);
  const shown = metrics.map(checkRow).filter(({ visible }) => visible !== false).length;
  const endMs = timeOf(widget.end ?? new Date().toISOString(), 'end');
  const startMs = timeOf(widget.start ?? '-PT3H', 'start', endMs);
  if (startMs >= endMs) throw invalid('start must be before end');
  return {
    width: Number(width),
    height: Number(height),
    startMs,
    endMs,
    lines: shown,
    thresholds: valuesIn(horizontal, 'horizontal').map((value) => numberOf(value)),
    momentsMs: valuesIn(vertical, 'vertical').map((value) => timeOf(value, 'annotations.vertical')),
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw invalid('MetricWidget is not a JSON object');
}

/** A row is `[namespace, name, dimension, value, …, options]`, or `[{expression}]`. @returns its options */
function checkRow(row: unknown): { visible?: unknown } {
  if (!Array.isArray(row) || row.length === 0) throw invalid('each of metrics must be an array');
  const last: unknown = row.at(-1);
  const options = typeof last === 'object' && last !== null ? (last as Record<string, unknown>) : {};
  const names = row.slice(0, last === options ? -1 : undefined);
  if (!names.every((name) => typeof name === 'string')) throw invalid('metrics names must be strings');
  if (names.length === 0 ? typeof options.expression !== 'string' : names.length < 2 || names.length % 2 !== 0) {
    throw invalid('each of metrics must name a metric with whole dimensions, or hold an expression');
  }
  return options;
}

function valuesIn(list: unknown, name: string): unknown[] {
  if (!Array.isArray(list)) throw invalid(`annotations.${name} must be an array`);
  // A band has two entries: an array of them.
  return list.flat().map((each) => (each as { value?: unknown } | null)?.value);
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw invalid('annotations.horizontal needs a number');
  return value;
}

/** An absolute time, or `-PT3H` before the end. */
function timeOf(value: unknown, name: string, endMs = Date.now()): number {
  const relative = /^-PT?(\d+)([MHD])$/.exec(String(value));
  const unitMs = { M: 60_000, H: 3_600_000, D: 86_400_000 }[relative?.[2] ?? ''] ?? 0;
  const time = relative === null ? Date.parse(String(value)) : endMs - Number(relative[1]) * unitMs;
  if (Number.isNaN(time)) throw invalid(`${name} is not a time`);
  return time;
}
