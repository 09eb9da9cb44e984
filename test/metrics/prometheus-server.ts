import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { until } from 'slack-aws-sandbox/slack';

/** Whether a program is on this machine. */
export const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

interface Rule {
  name: string;
  health: string;
}

/** One line of a chart: its labels, and pairs of a time in epoch seconds and a value. */
export interface Series {
  metric: Readonly<Record<string, string>>;
  values: readonly (readonly [number, string])[];
}

interface PrometheusServer {
  /** The rules, once each was evaluated. */
  rules(): Promise<Rule[]>;
  /** The result of an instant query. */
  query(expression: string): Promise<unknown[]>;
  /** The result of a query for each step of a time, in seconds. */
  queryRange(expression: string, range: { fromS: number; toS: number; stepS: number }): Promise<Series[]>;
  stop(): Promise<void>;
}

/** Starts a real Prometheus with a configuration of the repository, made to scrape `target` often. */
export async function startPrometheus(configuration: string, target: string): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'incident-prometheus-'));
  const text = readFileSync(configuration, 'utf8')
    .replaceAll(': 15s', ': 250ms')
    .replace('127.0.0.1:9464', target)
    .replace('- alerts.yml', `- ${resolve(dirname(configuration), 'alerts.yml')}`);
  writeFileSync(join(folder, 'prometheus.yml'), text);
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(
    'prometheus',
    [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${address}`],
    { stdio: 'ignore' },
  );
  const ended = once(server, 'exit');

  async function get<T>(path: string): Promise<T> {
    const answer = (await (await fetch(`http://${address}/api/v1/${path}`)).json()) as { data: T; error?: string };
    if (answer.error !== undefined) throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  }
  const query = async (expression: string) =>
    (await get<{ result: unknown[] }>(`query?query=${encodeURIComponent(expression)}`)).result;
  const isScraped = () =>
    query('incident_app_info').then(
      ({ length }) => length > 0,
      () => false,
    );
  await until(isScraped, 15_000);
  return {
    async rules() {
      const read = async () => (await get<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap((one) => one.rules);
      await until(async () => (await read()).every(({ health }) => health !== 'unknown'), 15_000);
      return read();
    },
    query,
    async queryRange(expression, { fromS, toS, stepS }) {
      const search = new URLSearchParams({
        query: expression,
        start: String(fromS),
        end: String(toS),
        step: String(stepS),
      });
      return (await get<{ result: Series[] }>(`query_range?${search}`)).result;
    },
    async stop() {
      server.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
