import { afterEach, expect, test, vi } from 'vitest';
import { createPlainLog } from '../../src/fronts/lambda/plain-log.ts';

afterEach(() => vi.restoreAllMocks());

test("the log's lines are JSON objects with the common fields", () => {
  const lines: unknown[] = [];
  for (const method of ['warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  }
  const log = createPlainLog();
  log.debug('left out');
  log.warn('request not signed by Slack', { code: 'clock' });
  log.error('request failed', { code: 'fault', reason: 'line\nbreak' });
  const service = 'slack-incident-manager';
  const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  expect(lines).toEqual([
    { level: 'WARN', message: 'request not signed by Slack', timestamp, service, sampling_rate: 0, code: 'clock' },
    {
      level: 'ERROR',
      message: 'request failed',
      timestamp,
      service,
      sampling_rate: 0,
      code: 'fault',
      reason: 'line\nbreak',
    },
  ]);
});
