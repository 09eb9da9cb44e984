import { type Fields, fields, text } from './fields.ts';
import type { Installation } from './installation.ts';

/** The workspace or organisation that a Slack request is for. `''`: the request does not name it. */
export interface Origin {
  teamId: string;
  enterpriseId: string;
}

/**
 * Reads the origin of a request. An event names its installation in `authorizations`; its `team_id` may be the other
 * workspace of a shared channel. A modal that was opened in a shared channel names the installation as
 * `app_installed_team_id`. An app that is installed for an organisation gets interactions without `team`.
 * @see https://docs.slack.dev/apis/events-api/#authorizations
 */
export function originOf(body: Fields): Origin {
  const [authorization] = Array.isArray(body.authorizations) ? body.authorizations : [];
  if (authorization !== undefined) {
    return { teamId: text(fields(authorization).team_id), enterpriseId: text(fields(authorization).enterprise_id) };
  }
  const team = fields(body.team);
  return {
    teamId: text(fields(body.view).app_installed_team_id) || text(body.team_id) || text(team.id),
    enterpriseId: text(body.enterprise_id) || text(team.enterprise_id) || text(fields(body.enterprise).id),
  };
}

/**
 * Whether a request comes from the installation. A request that names neither a workspace nor an organisation counts as
 * such: the person and the channel are checked separately.
 */
export function isFromInstallation({ teamId, enterpriseId }: Origin, installation: Installation): boolean {
  if (teamId === '' && enterpriseId === '') return true;
  if (teamId !== '' && teamId === installation.teamId) return true;
  const sameEnterprise = enterpriseId !== '' && enterpriseId === installation.enterpriseId;
  return sameEnterprise && (installation.isEnterpriseInstall || teamId === '');
}
