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
  ['someone of another organisation who shares a channel with the app', ids.stranger, 'outside'],
  ['nobody that Slack knows', 'U0NOBODY', 'outside'],
])('%s', async (_, user, standing) => {
  expect(await start().membershipOf(user)).toBe(standing);
});

test('where Slack does not answer, nobody is let in and it is asked again', async () => {
  const people = start();
  slack.faults.add({ kind: 'unavailable', method: 'users.info', times: 1 });
  await expect(people.membershipOf(ids.ada)).rejects.toMatchObject({ code: 'slack_unavailable' });
  expect(await people.membershipOf(ids.ada)).toBe('member');
});

test('where the app may not ask who people are, nobody knows', async () => {
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
  ['no workspace that Slack names', own, {}, false],
  ['the workspace, but a stranger', own, { team_id: 'T0OWN', is_stranger: true }, false],
  ['a Grid organisation, in the workspace', grid, { team_id: 'T0TWO', enterprise_user: { teams: ['T0OWN'] } }, true],
  ['the Grid organisation', grid, { team_id: 'T0TWO', enterprise_user: { enterprise_id: 'E0OWN', teams: [] } }, true],
  [
    'another Grid organisation',
    grid,
    { team_id: 'T0X', enterprise_user: { enterprise_id: 'E0X', teams: ['T0X'] } },
    false,
  ],
])('someone of %s', (_, installation, user, inside) => {
  expect(belongsTo({ ...user }, installation as typeof own)).toBe(inside);
});

test('an installation without a workspace has nobody inside', () => {
  expect(belongsTo({ team_id: '' }, { teamId: '', isEnterpriseInstall: false })).toBe(false);
});
