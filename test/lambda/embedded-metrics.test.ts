import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEmbeddedMetrics } from '../../src/fronts/lambda/embedded-metrics.ts';

// POWERTOOLS_DEV, which the tests set, turns metrics off.
beforeEach(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

interface Blob {
  _aws: {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  [name: string]: unknown;
}

test('what an invocation reported becomes one line of the embedded metric format for each set of dimensions', () => {
  const lines: Blob[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  const metrics = createEmbeddedMetrics('IncidentApp');
  metrics.flush();
  expect(lines).toEqual([]);
  const call = { service: 'ssm-incidents', method: 'GetIncidentRecord', durationMs: 12.4 };
  metrics.jobEnded('sync', 'done', 120);
  metrics.called({ ...call, outcome: 'ok' });
  metrics.called({ ...call, outcome: 'throttled' });
  metrics.cardShown(2500);
  metrics.statusUpdatePosted(-1);
  metrics.acknowledged('slack', 5);
  metrics.flush();
  const seen = lines.map(({ _aws: { CloudWatchMetrics: about }, ...values }) => ({ about: about[0], values }));
  const format = (Name: string, ...dimensions: string[]) => ({
    Namespace: 'IncidentApp',
    Dimensions: [
      expect.toSatisfy((names: string[]) => [...names].sort().join() === ['service', ...dimensions].sort().join()),
    ],
    Metrics: [{ Name, Unit: 'Milliseconds' }],
  });
  const service = 'slack-incident-manager';
  const target = 'ssm-incidents';
  expect(seen.slice(0, 3)).toEqual([
    { about: format('JobDuration', 'outcome'), values: { service, outcome: 'done', JobDuration: 120 } },
    {
      about: format('CallDuration', 'target', 'outcome'),
      values: { service, target, outcome: 'ok', CallDuration: 12 },
    },
    {
      about: format('CallDuration', 'target', 'outcome'),
      values: { service, target, outcome: 'throttled', CallDuration: 12 },
    },
  ]);
  expect(seen[3]?.values).toEqual({ service, NotificationToCard: 2500, StatusUpdateLateness: 0 });
  metrics.flush();
  expect(lines).toHaveLength(4);
});

test('more than a hundred values of one invocation keep their dimensions', () => {
  const lines: Blob[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  const metrics = createEmbeddedMetrics('IncidentApp');
  for (let number = 0; number < 150; number += 1) metrics.jobEnded('sync', 'done', number);
  metrics.flush();
  expect(lines.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  expect(lines.flatMap(({ JobDuration }) => JobDuration)).toHaveLength(150);
});
