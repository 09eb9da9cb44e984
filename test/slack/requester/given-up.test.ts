import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIncidentApp, type IncidentApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { AppError } from '../../../src/errors.ts';
import { openStorage } from '../../../src/open-storage.ts';
import { type Backends, startBackends } from '../../support/backends.ts';
import { silentLog } from '../../support/silent-log.ts';

let backends: Backends;
let app: IncidentApp;
let close: () => Promise<void>;

beforeEach(async () => {
  backends = await startBackends();
  Object.assign(process.env, backends.appEnvironment);
  const config = readConfig(backends.appEnvironment);
  const storage = await openStorage(config, Date.now);
  const common = {
    config,
    botToken: backends.slack.botToken,
    regions: ['eu-west-1'],
    environment: backends.appEnvironment,
  };
  app = createIncidentApp({ ...common, ...storage, now: Date.now, log: silentLog });
  close = storage.close;
});
afterEach(async () => {
  app.close();
  await close();
  await backends.end();
});

/** A sent form whose job was tried for five minutes. */
function delivery(viewId: string) {
  const body = {
    type: 'view_submission',
    user: { id: backends.slack.workspace.ids.ada },
    trigger_id: 't',
    view: {
      id: viewId,
      type: 'modal',
      callback_id: 'incident:note',
      hash: 'h',
      private_metadata: JSON.stringify({ channel: backends.slack.workspace.ids.incidents }),
      title: { type: 'plain_text', text: 'Add a note' },
      submit: { type: 'plain_text', text: 'Add note' },
      blocks: [
        {
          type: 'input',
          block_id: 'note',
          label: { type: 'plain_text', text: 'Note' },
          element: { type: 'plain_text_input', action_id: 'note', multiline: true },
        },
      ],
      state: { values: { note: { note: { type: 'plain_text_input', value: 'Typed at night' } } } },
    },
  };
  const job = { kind: 'slack' as const, body, receivedAtMs: Date.now() };
  return { id: 'job-12345678', group: 'g', job, attempt: 9, sentAtMs: Date.now() - 320_000 };
}

test('a form that was given up comes back with its text, and says that AWS may have done it', async () => {
  await app.givenUp(delivery('V0CLOSED01'), new AppError('aws_unavailable', 'AWS did not answer.'));
  const { workspace } = backends.slack;
  const [told] = workspace.ephemerals(workspace.ids.ada);
  expect(told?.text).toMatch(
    /AWS has not answered for over 5 minutes.*may have done it all the same.*Reference 12345678/,
  );
  expect(JSON.stringify(told?.blocks)).toContain('Typed at night');
});
