import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { seedIncidents, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createContactsCall } from '../../src/aws/contacts-call.ts';
import type { Call } from '../../src/metrics.ts';
import { documentAt, tableUnder } from '../docs/documents.ts';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { isInstalled, startPrometheus } from './prometheus-server.ts';

const folder = 'deploy/observability';
const rules = (parse(readFileSync(`${folder}/alerts.yml`, 'utf8')) as { groups: { rules: { alert: string }[] }[] })
  .groups[0]?.rules;
/** Every expression of the dashboard, as Grafana would send it. */
const queries = [...readFileSync(`${folder}/dashboard.json`, 'utf8').matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].map(
  ([, expression = '']) =>
    (JSON.parse(`"${expression}"`) as string).replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
);

interface Line {
  level: string;
  message: string;
  correlationId?: string;
  kind?: string;
  call?: string;
  outcome?: string;
}

let app: AppUnderTest;
let exposition: string;
const lines: Line[] = [];

beforeAll(async () => {
  for (const method of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  }
  app = await startApp({
    slack: { deliverBy: 'socket' },
    environment: {
      SLACK_APP_TOKEN: 'xapp-sandbox',
      CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}`,
      METRICS_PORT: '0',
      LOG_LEVEL: 'debug',
    },
  });
  const { workspace } = app.slack;
  app.sns.subscribe(seedTopics.chat, `${app.appUrl}/notifications`);
  await workspace.until(() => app.slack.sockets.count() > 0, 5000);
  await workspace.until(() => app.sns.topics.subscriptions(seedTopics.chat).every((one) => one.confirmed), 10_000);
  const shown = (arn: string) => workspace.messages(ids.incidents).some((message) => allText(message).includes(arn));
  app.aws.faults.add({ kind: 'throttle', operation: 'GetIncidentRecord', times: 1 });
  await workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident watch ${seedIncidents.critical}` });
  await workspace.until(() => shown(seedIncidents.critical), 10_000);
  const started = app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', impact: 2 });
  await workspace.until(() => shown(started), 10_000);
  const read = async () => (await fetch(app.metricsUrl)).text();
  await workspace.until(async () => /incident_app_notification_to_card_seconds_count [1-9]/.test(await read()), 10_000);
  exposition = await read();
});
afterAll(async () => {
  await app.stop();
  vi.restoreAllMocks();
});

const names = (text: string): Set<string> => new Set(text.match(/\b(?:incident_app|nodejs|process)_[a-z0-9_]+/g));
/** The families of the app's output, with the suffixes of histograms. */
const families = () => new Set([...exposition.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
const inOutput = (name: string) => families().has(name) || families().has(name.replace(/_(bucket|sum|count)$/, ''));

describe('GET /metrics', () => {
  test('shows what happened: a command, a notification, their jobs and calls', () => {
    for (const line of [
      /^incident_app_acknowledgement_seconds_count\{front="socket"\} [1-9]/m,
      /^incident_app_acknowledgement_seconds_count\{front="notifications"\} [1-9]/m,
      /^incident_app_jobs_total\{kind="slack",outcome="done"\} 1$/m,
      /^incident_app_job_duration_seconds_count\{kind="sync"\} [1-9]/m,
      /^incident_app_calls_total\{service="slack",method="chat.postMessage",outcome="ok"\} [1-9]/m,
      /^incident_app_calls_total\{service="ssm-incidents",method="GetIncidentRecord",outcome="ok"\} [1-9]/m,
      /^incident_app_calls_total\{service="ssm-incidents",method="GetIncidentRecord",outcome="throttled"\} 1$/m,
      /^incident_app_dead_letters 0$/m,
      /^incident_app_cards [1-9]/m,
      /^incident_app_watches [1-9]/m,
      /^incident_app_queue_running_jobs \d/m,
      /^incident_app_socket_mode_connections\{mode="socket"\} 1$/m,
      /^incident_app_info\{version="[\d.]+"\} 1$/m,
      /^process_resident_memory_bytes \d/m,
    ]) {
      expect(exposition).toMatch(line);
    }
  });

  test('has no id of a person, channel, incident or account in a label', () => {
    expect(exposition).not.toMatch(/arn:aws|[CUT]0[A-Z0-9]{5,}|\b\d{12}\b(?=")/);
  });

  test('is on a port of its own, and the only path there', async () => {
    const [other, post, front] = await Promise.all([
      fetch(new URL('/healthz', app.metricsUrl)),
      fetch(app.metricsUrl, { method: 'POST' }),
      fetch(`${app.appUrl}/metrics`),
    ]);
    expect([other.status, post.status, front.status]).toEqual([404, 405, 404]);
  });
});

test('a request that the app signs itself is reported by its action', async () => {
  const calls: Call[] = [];
  const ignore = () => undefined;
  const clients = createAwsClients({
    acknowledged: ignore,
    jobEnded: ignore,
    called: (call) => void calls.push(call),
    cardShown: ignore,
    statusUpdatePosted: ignore,
  });
  const contacts = createContactsCall(clients, app.appEnvironment);
  await contacts('ListContacts', {}, 'eu-west-1', undefined);
  await expect(contacts('DescribeEngagement', { EngagementId: 'x' }, 'eu-west-1', undefined)).rejects.toThrow();
  clients.close();
  expect(calls.map(({ durationMs, ...call }) => ({ ...call, isTimed: durationMs > 0 }))).toEqual([
    { service: 'ssm-contacts', method: 'ListContacts', outcome: 'ok', isTimed: true },
    { service: 'ssm-contacts', method: 'DescribeEngagement', outcome: 'refused', isTimed: true },
  ]);
});

test('the reference lists each of the app’s metrics, and no other', () => {
  const described = tableUnder('docs/reference.md', 'Prometheus')
    .slice(1)
    .map(([name = '']) => name.replaceAll('`', ''));
  expect(described.sort()).toEqual([...families()].filter((name) => name.startsWith('incident_app_')).sort());
});

test('every metric that the dashboard and the alerts name is in the output', () => {
  const named = [...queries, readFileSync(`${folder}/alerts.yml`, 'utf8')].flatMap((text) => [...names(text)]);
  expect(new Set(named).size).toBeGreaterThan(15);
  expect([...new Set(named)].filter((name) => !inOutput(name))).toEqual([]);
});

test('the picture in the docs shows each panel of the dashboard (npm run dashboard draws it)', () => {
  const { panels } = JSON.parse(readFileSync(`${folder}/dashboard.json`, 'utf8')) as { panels: { title: string }[] };
  const picture = readFileSync('docs/images/dashboard.svg', 'utf8');
  expect(panels.filter(({ title }) => !picture.includes(`>${title}</text>`))).toEqual([]);
});

test('each alert is in the docs', () => {
  const { anchors } = documentAt('docs/observability.md');
  expect(rules?.map(({ alert }) => alert).filter((alert) => !anchors.has(alert.toLowerCase()))).toEqual([]);
});

test.runIf(isInstalled('promtool'))('promtool takes the metrics, and each alert fires for what it is about', () => {
  const run = (args: string[], input?: string) =>
    spawnSync('promtool', args, { encoding: 'utf8', ...(input && { input }) });
  const lint = run(['check', 'metrics'], exposition);
  // prom-client's own: findings/prom-client-default-metrics-lint.sh
  const own = (lint.stdout + lint.stderr).split('\n').filter((line) => !/^(nodejs_active_\w+_total |$)/.test(line));
  expect(own).toEqual([]);
  const tested = run(['test', 'rules', `${folder}/alerts.test.yml`]);
  expect(tested.status, tested.stdout + tested.stderr).toBe(0);
});

test.runIf(isInstalled('prometheus'))(
  'Prometheus scrapes the app, evaluates every alert and answers the dashboard',
  {
    timeout: 30_000,
  },
  async () => {
    const prometheus = await startPrometheus(`${folder}/prometheus.yml`, new URL(app.metricsUrl).host);
    try {
      const evaluated = await prometheus.rules();
      expect(evaluated.map(({ name }) => name)).toEqual(rules?.map(({ alert }) => alert));
      expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
      const answers = await Promise.all(
        queries.map(async (query) => ({ query, result: await prometheus.query(query) })),
      );
      // A rate needs a change between two scrapes, and nothing waits now.
      const empty = answers.filter(({ query, result }) => result.length === 0 && !/rate\(|by \(kind\)/.test(query));
      expect(empty).toEqual([]);
    } finally {
      await prometheus.stop();
    }
  },
);

test('LOG_LEVEL=debug tells the story of one command: its jobs, and each request that they sent', () => {
  const id = lines.find(({ message, kind }) => message === 'job started' && kind === 'slack')?.correlationId;
  const story = lines.filter(({ correlationId }) => correlationId === id);
  const told = story.map(({ message, kind, call, outcome }) =>
    [message, kind, call, outcome].filter(Boolean).join(' '),
  );
  expect(told[0]).toBe('job started slack');
  expect(told).toEqual(
    expect.arrayContaining([
      'request sent ssm-incidents GetIncidentRecord throttled',
      'request sent ssm-incidents GetIncidentRecord ok',
      'request sent slack chat.postMessage ok',
      'job ended slack done',
    ]),
  );
});
