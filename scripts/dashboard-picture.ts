import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { startServer } from '../bench/load.ts';
import { isInstalled, startPrometheus } from '../test/metrics/prometheus-server.ts';
import { type Backends, startBackends } from '../test/support/backends.ts';
import { type Dashboard, drawDashboard, expressionOf } from './draw-dashboard.ts';

/**
 * Draws the Grafana dashboard with what Prometheus measured of a running app. The
 * expressions, units, thresholds and places are the dashboard's; the drawing is not Grafana's.
 */
const folder = 'deploy/observability';
const picture = 'docs/images/dashboard.svg';
const metricsPort = 9464;
/** How long the app is watched, in milliseconds. */
const lengthMs = 180_000;
/** When AWS throttles and when Slack is away, in milliseconds after the start. */
const throttled = { fromMs: 60_000, toMs: 75_000 };
const away = { fromMs: 110_000, toMs: 125_000 };
/** Milliseconds between two things that happen. */
const spacingMs = 1500;
/** Points in each chart. */
const points = 120;

/** Makes AWS and Slack as slow as they are, and worse at the times above. */
function setFaults({ aws, slack }: Backends, atMs: number): void {
  const isWithin = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => fromMs <= atMs && atMs < toMs;
  aws.faults.clear();
  aws.faults.add({ kind: 'latency', latencyMs: 100 });
  if (isWithin(throttled)) aws.faults.add({ kind: 'throttle', operation: 'GetIncidentRecord' });
  slack.faults.clear();
  slack.faults.add(isWithin(away) ? { kind: 'unavailable' } : { kind: 'slow', latencyMs: 250 });
}

/** Three minutes with incidents and people, in which first AWS throttles and then Slack is away. */
async function play(backends: Backends): Promise<void> {
  const { aws, slack } = backends;
  const arns: string[] = [];
  const startedMs = performance.now();
  for (let turn = 0, atMs = 0; atMs < lengthMs; turn += 1, atMs = performance.now() - startedMs) {
    setFaults(backends, atMs);
    if (turn % 6 === 0) {
      arns.push(aws.incidents.start(seedPlans.checkout, { title: `Checkout ${turn}`, impact: 1 + (turn % 4) }));
    }
    const arn = arns[turn % arns.length] ?? '';
    const text = `/incident ${turn < 12 ? 'watch' : 'timeline'} ${arn}`;
    if (turn % 3 === 1) await slack.workspace.command({ user: ids.ada, channel: ids.incidents, text });
    if (turn % 3 === 2) aws.incidents.update(arn, { impact: 1 + (turn % 4) });
    await sleep(spacingMs);
  }
}

async function main(): Promise<void> {
  if (!isInstalled('prometheus')) throw new Error('This needs Prometheus: apt-get install prometheus');
  const dashboard = JSON.parse(readFileSync(`${folder}/dashboard.json`, 'utf8')) as Dashboard;
  const backends = await startBackends({
    slack: { deliverBy: 'socket' },
    environment: {
      SLACK_APP_TOKEN: 'xapp-sandbox',
      CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}`,
      STATUS_POSTS: '1=1,2=1,3=2,4=2',
      METRICS_PORT: String(metricsPort),
    },
  });
  const environment = { ...backends.appEnvironment, BENCH_CERTIFICATE: backends.sns.certificateUrl };
  const app = await startServer('serve-app.ts', environment);
  const prometheus = await startPrometheus(`${folder}/prometheus.yml`, `127.0.0.1:${metricsPort}`);
  try {
    backends.sns.subscribe(seedTopics.chat, `${app.url}/notifications`);
    const fromS = Date.now() / 1000;
    await play(backends);
    const toS = Date.now() / 1000;
    const svg = await drawDashboard(dashboard, { fromS, toS }, (expression) =>
      prometheus.queryRange(expressionOf(expression), { fromS, toS, stepS: (toS - fromS) / points }),
    );
    writeFileSync(picture, svg);
    process.stdout.write(`${picture}\n`);
  } finally {
    await prometheus.stop();
    app.stop();
    await backends.end();
  }
}

await main();
