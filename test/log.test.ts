import { expect, test, vi } from 'vitest';
import { withWorkspace } from '../src/current-workspace.ts';
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

test('with several workspaces, every line about the work of one says which', () => {
  const written = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const lines = () => written.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
  try {
    const log = createLog('info');
    withWorkspace({ teamId: 'T01', enterpriseId: 'E01' }, () => log.info('incident changed'));
    withWorkspace({ teamId: '', enterpriseId: 'E01' }, () => log.info('incident changed'));
    log.info('incident changed');
    expect(lines().map(({ team }) => team)).toEqual(['T01', 'E01', undefined]);
  } finally {
    written.mockRestore();
  }
});
