import { createEmbeddedSlack, type EmbeddedSlack } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFindInstallation, createInstallationMemory } from '../../src/gate/installation.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';

let slack: EmbeddedSlack;
let storage: ClockedStore;
beforeAll(async () => {
  slack = await createEmbeddedSlack();
});
beforeEach(() => {
  storage = openClockedStore(Date.UTC(2026, 0, 1));
});
afterEach(() => storage.close());
afterAll(() => slack.close());

/** A process that has just started. */
function start(token = slack.botToken) {
  const memory = createInstallationMemory(storage.store, token, () => storage.clock.nowMs);
  return createFindInstallation(createWebClient(token, slack.apiUrl), memory);
}

const asked = () => slack.calls.count('auth.test');

test('what one process learned of the installation, the next one knows for a day without a request to Slack', async () => {
  const before = asked();
  const installation = await start()();
  expect(installation).toMatchObject({ teamId: slack.workspace.ids.team, isEnterpriseInstall: false });
  expect(await start()()).toEqual(installation);
  expect(asked() - before).toBe(1);
  storage.clock.nowMs += 86_400_000;
  expect(await start()()).toEqual(installation);
  expect(asked() - before).toBe(2);
});

test('another token is asked about, and a refused one is not remembered', async () => {
  await start()();
  const other = start('xoxb-of-another-workspace');
  await expect(other()).rejects.toMatchObject({ code: 'slack_token_refused' });
  await expect(start('xoxb-of-another-workspace')()).rejects.toMatchObject({ code: 'slack_token_refused' });
});

test('while the store does not answer, Slack is asked', async () => {
  const refuse = async () => {
    throw new Error('the store is away');
  };
  const memory = createInstallationMemory({ get: refuse, write: refuse }, slack.botToken, Date.now);
  const find = createFindInstallation(createWebClient(slack.botToken, slack.apiUrl), memory);
  expect(await find()).toMatchObject({ teamId: slack.workspace.ids.team });
});
