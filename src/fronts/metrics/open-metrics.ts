import { createServer, type Server } from 'node:http';
import type { Config } from '../../config/config.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Store } from '../../store/store.ts';
import { version } from '../../version.ts';
import { closeServer, listen } from '../http/listen.ts';
import type { PrometheusMetrics } from './prometheus.ts';
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
  const { createPrometheusMetrics } = await import('./prometheus.ts');
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

/** The server of `GET /metrics`, on a port of its own, so that the port that Slack reaches does not show them. */
function createMetricsServer(metrics: Pick<PrometheusMetrics, 'text' | 'contentType'>, log: Log): Server {
  return createServer({ requestTimeout: 15_000 }, (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path !== '/metrics') return void response.writeHead(404).end('not found\n');
    if (request.method !== 'GET') return void response.writeHead(405).end('GET only\n');
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => {
        log.error('metrics could not be read', { error });
        response.writeHead(500).end('try again\n');
      },
    );
  });
}
