import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../../metrics.ts';
import type { GaugeReading } from './read-gauges.ts';

/** Buckets in seconds: around Slack's limit of three seconds, a refresh, and the longest retry. */
const buckets = {
  acknowledgement: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
  job: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  call: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  card: [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300],
  lateness: [1, 5, 15, 60, 300, 900, 3600],
};

export interface PrometheusOptions {
  version: string;
  /** What is read at each scrape. */
  readGauges: () => Promise<GaugeReading>;
}

export interface PrometheusMetrics extends Metrics {
  /** The exposition, in Prometheus's text format. */
  text(): Promise<string>;
  contentType: string;
}

/**
 * The metrics in a registry of their own, for `GET /metrics`. Labels are names from the code or from AWS's and Slack's APIs,
 * never ids or texts.
 * @see https://prometheus.io/docs/practices/naming/
 */
export function createPrometheusMetrics({ version, readGauges }: PrometheusOptions): PrometheusMetrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name: `incident_app_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, within: number[], labelNames: L[] = []) =>
    new Histogram({ name: `incident_app_${name}`, help, labelNames, buckets: within, registers });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `incident_app_${name}`, help, labelNames, registers });

  gauge('info', 'The running version; always 1.', ['version']).set({ version }, 1);
  const acknowledgement = histogram(
    'acknowledgement_seconds',
    'Time until a front answered a request of Slack or SNS.',
    buckets.acknowledgement,
    ['front'],
  );
  const jobs = counter('jobs_total', 'Attempts at jobs by outcome.', ['kind', 'outcome']);
  const jobTime = histogram('job_duration_seconds', 'Duration of an attempt at a job.', buckets.job, ['kind']);
  const calls = counter('calls_total', 'Requests to AWS and Slack by outcome.', ['service', 'method', 'outcome']);
  const callTime = histogram('call_duration_seconds', 'Duration of requests to AWS and Slack.', buckets.call, [
    'service',
    'method',
  ]);
  const cardTime = histogram(
    'notification_to_card_seconds',
    'Time from a notification to the card that shows what it changed.',
    buckets.card,
  );
  const lateness = histogram(
    'status_update_lateness_seconds',
    'Time from when a status update was due until it was posted.',
    buckets.lateness,
  );
  const waiting = gauge('queue_waiting_jobs', 'Jobs that no worker has. By kind in the embedded queue only.', ['kind']);
  const oldest = gauge('queue_oldest_job_age_seconds', 'Age of the oldest waiting job. Absent with SQS.', ['kind']);
  const single = {
    running: gauge('queue_running_jobs', 'Jobs that a worker has.'),
    deadLetters: gauge('dead_letters', 'Jobs that failed for good and were neither retried nor dropped.'),
    cards: gauge('cards', 'Stored cards.'),
    watches: gauge('watches', 'Stored watches.'),
  };
  const connections = gauge('socket_mode_connections', 'Open Socket Mode connections. Absent over HTTP.', ['mode']);

  async function refresh(): Promise<void> {
    const { backlog, socketConnections, ...numbers } = await readGauges();
    waiting.reset();
    oldest.reset();
    for (const { kind, jobs: number, oldestAgeMs } of backlog) {
      waiting.set({ kind }, number);
      if (oldestAgeMs !== undefined) oldest.set({ kind }, oldestAgeMs / 1000);
    }
    // What could not be read is not a number, rather than the last one.
    for (const [name, each] of Object.entries(single)) each.set(numbers[name as keyof typeof single] ?? Number.NaN);
    if (socketConnections !== undefined) connections.set({ mode: 'socket' }, socketConnections);
  }

  return {
    acknowledged: (front, durationMs) => acknowledgement.observe({ front }, durationMs / 1000),
    jobEnded(kind, outcome, durationMs) {
      jobs.inc({ kind, outcome });
      jobTime.observe({ kind }, durationMs / 1000);
    },
    called({ service, method, outcome, durationMs }) {
      calls.inc({ service, method, outcome });
      callTime.observe({ service, method }, durationMs / 1000);
    },
    cardShown: (ageMs) => cardTime.observe(ageMs / 1000),
    statusUpdatePosted: (lateMs) => lateness.observe(Math.max(0, lateMs) / 1000),
    async text() {
      await refresh();
      return register.metrics();
    },
    contentType: register.contentType,
  };
}
