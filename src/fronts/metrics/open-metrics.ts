import type { Config } from '../../config/config.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Store } from '../../store/store.ts';
import { version } from '../../version.ts';
import { closeServer, listen } from '../http/listen.ts';
import { createGaugeReader, type GaugeReading } from './read-gauges.ts';

/** How long counts of cards and watches are kept, in milliseconds. */
const countedForMs = { sqlite: 15_000, dynamodb: 600_000 };

/** What the gauges are read from. */
interface Sources {
  queue: JobQueue;
  store: Store;
  /** The number of open Socket Mode connections; `undefined` over HTTP. */
  connections: () => number | undefined;
}

export interface OpenMetrics {
  metrics: Metrics;
  /**
   * Serves `GET /metrics` on `METRICS_PORT`. @returns the port
   * @throws AppError `configuration` when it cannot
   */
  listen(sources: Sources): Promise<number>;
  stop(): Promise<void>;
}

/** Opens the metrics and loads their package, if `METRICS_PORT` is set. */
export async function openMetrics(
  { metricsPort, host, store }: Pick<Config, 'metricsPort' | 'host' | 'store'>,
  log: Log,
): Promise<OpenMetrics | undefined> {
  if (metricsPort === undefined) return undefined;
  const [{ createPrometheusMetrics }, { createMetricsServer }] = await Promise.all([
    import('./prometheus.ts'),
    import('./server.ts'),
  ]);
  let readGauges = async (): Promise<GaugeReading> => ({ backlog: [] });
  const metrics = createPrometheusMetrics({ version, readGauges: () => readGauges() });
  const server = createMetricsServer(metrics, log);
  return {
    metrics,
    async listen(sources) {
      const elapsed = () => performance.now();
      readGauges = createGaugeReader({ ...sources, elapsed, countedForMs: countedForMs[store.kind] });
      return listen(server, metricsPort, host, { variable: 'METRICS_PORT' });
    },
    async stop() {
      server.closeAllConnections();
      await closeServer(server);
    },
  };
}
