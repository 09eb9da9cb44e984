import { type Fields, fields, text } from './fields.ts';

const events: ReadonlySet<string> = new Set([
  'app_uninstalled',
  'tokens_revoked',
  'team_access_granted',
  'team_access_revoked',
]);

/** Whether a request of Slack's reports that a workspace, or an organisation, uninstalled the app, or changed what it may serve. */
export const reportsInstallation = (body: Fields): boolean => events.has(text(fields(body.event).type));
