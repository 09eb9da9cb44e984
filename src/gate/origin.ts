import { type Fields, fields, text } from './fields.ts';
import type { Installation } from './installation.ts';

/** The workspace, or the organisation, on whose behalf Slack sent a request. `''` where Slack does not name it. */
export interface Origin {
  teamId: string;
  enterpriseId: string;
}

/**
 * Reads where a request comes from. An event names the installation it is delivered for in `authorizations`: its own
 * `team_id` may be the other workspace of a shared channel. A modal that was opened in a shared channel names the
 * installation as `app_installed_team_id`. An app that is installed for an organisation gets interactions without `team`.
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
 * Whether a request comes from where the app is installed. One that names neither a workspace nor an organisation is
 * judged by who asks and where alone.
 */
export function isFromInstallation({ teamId, enterpriseId }: Origin, installation: Installation): boolean {
  if (teamId === '' && enterpriseId === '') return true;
  if (teamId !== '' && teamId === installation.teamId) return true;
  const sameEnterprise = enterpriseId !== '' && enterpriseId === installation.enterpriseId;
  return sameEnterprise && (installation.isEnterpriseInstall || teamId === '');
}
