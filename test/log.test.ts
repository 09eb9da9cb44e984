import { expect, test, vi } from 'vitest';
import { createLog } from '../src/log.ts';

test('a line names every reason of an AggregateError, also where it is the cause of another error', () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const unreachable = new AggregateError([new Error('connect ECONNREFUSED ::1:443'), new Error('no route')], '');
    createLog('warn').error('request failed', { error: new Error('Slack did not answer', { cause: unreachable }) });
    const line = JSON.parse(String(written.mock.calls[0]?.[0]));
    expect(line.error.cause.reasons).toEqual(['Error: connect ECONNREFUSED ::1:443', 'Error: no route']);
  } finally {
    written.mockRestore();
  }
});
