import { expect, test } from 'vitest';
import type { Installation } from '../../src/gate/installation.ts';
import { isFromInstallation, originOf } from '../../src/gate/origin.ts';

const workspace: Installation = { teamId: 'T0OWN', isEnterpriseInstall: false };
const gridWorkspace: Installation = { ...workspace, enterpriseId: 'E0OWN' };
const organisation: Installation = { teamId: 'E0OWN', enterpriseId: 'E0OWN', isEnterpriseInstall: true };
const authorization = (team_id: string | null, enterprise_id: string | null = null) => ({
  authorizations: [{ team_id, enterprise_id, user_id: 'U0BOT', is_bot: true, is_enterprise_install: team_id === null }],
});

test.each<[string, Installation, object, boolean]>([
  ['a command of the workspace', workspace, { team_id: 'T0OWN', command: '/incident' }, true],
  ['a command of another workspace', workspace, { team_id: 'T0OTHER', command: '/incident' }, false],
  ['an event for the workspace', workspace, { team_id: 'T0OWN', ...authorization('T0OWN') }, true],
  [
    'an event from another organisation in a shared channel',
    workspace,
    { team_id: 'T0OTHER', ...authorization('T0OWN') },
    true,
  ],
  ['an event for another workspace', workspace, { team_id: 'T0OWN', ...authorization('T0OTHER') }, false],
  ['an event of another workspace without authorizations', workspace, { team_id: 'T0OTHER', event: {} }, false],
  ['a click of the workspace', workspace, { team: { id: 'T0OWN' }, user: { id: 'U1' } }, true],
  ['a click of another workspace', workspace, { team: { id: 'T0OTHER' }, user: { id: 'U1' } }, false],
  [
    'a form opened in a shared channel',
    workspace,
    { team: { id: 'T0OTHER' }, view: { app_installed_team_id: 'T0OWN' } },
    true,
  ],
  [
    'a form of another workspace',
    workspace,
    { team: { id: 'T0OWN' }, view: { app_installed_team_id: 'T0OTHER' } },
    false,
  ],
  [
    'a command that names another workspace of the organisation',
    gridWorkspace,
    { team_id: 'T0TWO', enterprise_id: 'E0OWN' },
    false,
  ],
  ['a click in the organisation, without a team', gridWorkspace, { team: null, enterprise: { id: 'E0OWN' } }, true],
  [
    'any workspace of an organisation that installed the app',
    organisation,
    { team_id: 'T0TWO', enterprise_id: 'E0OWN', is_enterprise_install: 'true' },
    true,
  ],
  ['an event for the organisation', organisation, { team_id: 'T0TWO', ...authorization(null, 'E0OWN') }, true],
  ['an event for another organisation', organisation, { team_id: 'T0TWO', ...authorization(null, 'E0OTHER') }, false],
  [
    'a click without a team in another organisation',
    organisation,
    { team: null, enterprise: { id: 'E0OTHER' } },
    false,
  ],
  ['a request that names neither workspace nor organisation', workspace, { event: {} }, true],
  [
    'a click in another organisation, where the installation has no workspace',
    { ...organisation, teamId: '' },
    { team: null, enterprise: { id: 'E0OTHER' } },
    false,
  ],
  [
    'a command of another workspace, where the installation has an empty organisation',
    { ...organisation, enterpriseId: '' },
    { team_id: 'T0OTHER' },
    false,
  ],
])('request of the installation: %s', (_, installation, body, ours) => {
  expect(isFromInstallation(originOf({ ...body }), installation)).toBe(ours);
});
