import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIncidentApp, type IncidentApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config/config.ts';
import { AppError } from '../../../src/errors.ts';
import { openStorage } from '../../../src/open-storage.ts';
import { createWriteJournal, type WriteJournal } from '../../../src/slack/writes/write-journal.ts';
import { type Backends, startBackends } from '../../support/backends.ts';
import { silentLog } from '../../support/silent-log.ts';

let backends: Backends;
let app: IncidentApp;
let journal: WriteJournal;
let close: () => Promise<void>;

beforeEach(async () => {
  backends = await startBackends();
  Object.assign(process.env, backends.appEnvironment);
  const config = readConfig(backends.appEnvironment);
  const storage = await openStorage(config, Date.now);
  const common = {
    config,
    regions: ['eu-west-1'],
    environment: backends.appEnvironment,
  };
  app = createIncidentApp({ ...common, ...storage, now: Date.now, log: silentLog });
  journal = createWriteJournal(storage.store, Date.now);
  close = storage.close;
});
afterEach(async () => {
  app.close();
  await close();
  await backends.end();
});

/** A submitted form whose job was retried for five minutes. */
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

const unavailable = new AppError('aws_unavailable', 'AWS did not answer.');

test('a form whose job failed for good comes back with its input and a reference; nothing was changed', async () => {
  await app.givenUp(delivery('V0CLOSED01'), unavailable);
  const { workspace } = backends.slack;
  const [answer] = workspace.ephemerals(workspace.ids.ada);
  expect(answer?.text).toBe(
    'That did not work: AWS did not answer for 5 minutes. Nothing was changed. Reference 12345678. This is what you typed:',
  );
  expect(JSON.stringify(answer?.blocks)).toContain('Typed at night');
});

test('after a write without an answer, the requester is asked to check the card first', async () => {
  const step = await journal.step('view:V0CLOSED02:h', 'note');
  const lost = step.write(async ({ beforeSend }) => {
    await beforeSend('eu-west-1');
    throw unavailable;
  });
  await expect(lost).rejects.toBe(unavailable);
  await app.givenUp(delivery('V0CLOSED02'), unavailable);
  const { workspace } = backends.slack;
  expect(workspace.ephemerals(workspace.ids.ada).at(-1)?.text).toMatch(
    /^That did not work: .*AWS may have made the change anyway: check the card before you try again\. Reference 12345678\./,
  );
});
