import { MetricUnit, Metrics as Writer } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../../metrics.ts';

const serviceName = 'slack-incident-manager';

export interface EmbeddedMetrics extends Metrics {
  /** Writes what was reported since the last time, as one log line for each set of dimensions. */
  flush(): void;
}

/**
 * Metrics in CloudWatch's embedded metric format: log lines that CloudWatch turns into metrics. Each combination of a name
 * and dimensions costs as a metric of its own, so only outcomes and services are dimensions, not kinds and methods.
 * @param namespace CloudWatch's namespace
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmbeddedMetrics(namespace: string): EmbeddedMetrics {
  const writers = new Map<string, Writer>();

  function report(name: string, ms: number, dimensions: Readonly<Record<string, string>>): void {
    const key = JSON.stringify(dimensions);
    // Not `addDimension`: it would be forgotten when a hundred values of a metric write themselves.
    const writer = writers.get(key) ?? new Writer({ namespace, serviceName, defaultDimensions: { ...dimensions } });
    writers.set(key, writer);
    writer.addMetric(name, MetricUnit.Milliseconds, Math.max(0, Math.round(ms)));
  }

  return {
    // Lambda measures the fronts.
    acknowledged: () => undefined,
    jobEnded: (_, outcome, durationMs) => report('JobDuration', durationMs, { outcome }),
    called: ({ service, outcome, durationMs }) => report('CallDuration', durationMs, { target: service, outcome }),
    cardShown: (ageMs) => report('NotificationToCard', ageMs, {}),
    statusUpdatePosted: (lateMs) => report('StatusUpdateLateness', lateMs, {}),
    flush() {
      for (const writer of writers.values()) if (writer.hasStoredMetrics()) writer.publishStoredMetrics();
    },
  };
}
