import { createServer, type Server } from 'node:http';
import type { Log } from '../../log.ts';
import type { PrometheusMetrics } from './prometheus.ts';

/** The server of `GET /metrics`, on a port of its own, so that the port that Slack reaches does not show them. */
export function createMetricsServer(metrics: Pick<PrometheusMetrics, 'text' | 'contentType'>, log: Log): Server {
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
