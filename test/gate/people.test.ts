import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFindInstallation } from '../../src/gate/installation.ts';
import { belongsTo, createPeople } from '../../src/gate/people.ts';
import { createWebClient } from '../../src/web-api/client.ts';

let slack: EmbeddedSlack;
beforeAll(async () => {
  slack = await createEmbeddedSlack();
});
afterAll(() => slack.close());

function start() {
  const client = createWebClient(slack.botToken, slack.apiUrl);
  return createPeople(client, createFindInstallation(client), Date.now);
}

test.each([
  ['a member', ids.ada, 'member'],
  ['a guest', ids.guest, 'guest'],
  ['a person of another organisation in a channel shared with the app', ids.stranger, 'outside'],
  ['a user that does not exist', 'U0NOBODY', 'outside'],
])('standing of %s', async (_, user, standing) => {
  expect(await start().membershipOf(user)).toBe(standing);
});

test('a guest of a single channel is a guest', async () => {
  const user = slack.workspace.addUser({ name: 'gil', is_ultra_restricted: true });
  expect(await start().membershipOf(user)).toBe('guest');
});

test('a deactivated member is outside', async () => {
  const user = slack.workspace.addUser({ name: 'dee', deleted: true });
  expect(await start().membershipOf(user)).toBe('outside');
});

test('while Slack does not answer no one is admitted, and the answer is not cached', async () => {
  const people = start();
  slack.faults.add({ kind: 'unavailable', method: 'users.info', times: 1 });
  await expect(people.membershipOf(ids.ada)).rejects.toMatchObject({ code: 'slack_unavailable' });
  expect(await people.membershipOf(ids.ada)).toBe('member');
});

test('questions about one person at the same time share one request', async () => {
  const people = start();
  slack.faults.add({ kind: 'unavailable', method: 'users.info', times: 1 });
  const asked = await Promise.allSettled([people.membershipOf(ids.ada), people.membershipOf(ids.ada)]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await people.membershipOf(ids.ada)).toBe('member');
});

test('without the scope to read users the standing of everyone is unknown', async () => {
  const scopes = ['commands', 'chat:write'];
  const narrow = await createEmbeddedSlack({ manifest: { scopes } });
  const client = createWebClient(narrow.botToken, narrow.apiUrl);
  const people = createPeople(client, createFindInstallation(client), Date.now);
  expect(await people.membershipOf(ids.ada)).toBe('unknown');
  await narrow.close();
});

const own = { teamId: 'T0OWN', isEnterpriseInstall: false };
const grid = { ...own, enterpriseId: 'E0OWN' };

test.each<[string, object, object, boolean]>([
  ['the workspace', own, { team_id: 'T0OWN' }, true],
  ['another workspace', own, { team_id: 'T0OTHER', is_stranger: false }, false],
  ['no workspace', own, {}, false],
  ['the workspace, but a stranger', own, { team_id: 'T0OWN', is_stranger: true }, false],
  ['a Grid organisation, in the workspace', grid, { team_id: 'T0TWO', enterprise_user: { teams: ['T0OWN'] } }, true],
  ['the Grid organisation', grid, { team_id: 'T0TWO', enterprise_user: { enterprise_id: 'E0OWN', teams: [] } }, true],
  [
    'another Grid organisation',
    grid,
    { team_id: 'T0X', enterprise_user: { enterprise_id: 'E0X', teams: ['T0X'] } },
    false,
  ],
])('membership of a user of %s', (_, installation, user, inside) => {
  expect(belongsTo({ ...user }, installation as typeof own)).toBe(inside);
});

test('an installation without a workspace has no members', () => {
  expect(belongsTo({ team_id: '' }, { teamId: '', isEnterpriseInstall: false })).toBe(false);
});
