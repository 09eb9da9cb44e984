import { WebAPIPlatformError } from '@slack/web-api';
import { AppError } from '../errors.ts';
import { fields, text } from '../gate/fields.ts';
import { slackCode, toSlackError } from '../web-api/fault.ts';

/** What an admin can do where the workspace does not let apps create channels. */
const byAdmin = 'Ask a workspace admin to allow it, or make a channel and run /incident watch <arn> there.';

/** Errors by which Slack says that an admin lets the app make no channels. */
const byAdmins: ReadonlySet<string> = new Set([
  'restricted_action',
  'user_is_restricted',
  'cannot_create_channel',
  'canvas_disabled_user_team',
]);

/** Whether an admin lets the app make no channels. */
export const isReserved = (error: unknown): boolean => byAdmins.has(slackCode(error) ?? '');

/** Why Slack did not make a channel, for the requester; other errors stay as they are. */
export function createRefusal(error: unknown): AppError {
  const cause = { cause: error };
  const code = slackCode(error);
  if (isReserved(error)) {
    const what = `This workspace does not let the app make channels (${code}). ${byAdmin}`;
    return new AppError('slack_refused', what, cause);
  }
  if (code !== 'missing_scope') return toSlackError(error);
  const needed = scopeOf(error);
  const what = `This app was installed without ${needed}, which rooms need. Whoever runs the app can install it again.`;
  return new AppError('slack_scope_missing', what, cause);
}

function scopeOf(error: unknown): string {
  const needed = error instanceof WebAPIPlatformError ? text(fields(error.data).needed) : '';
  return needed === '' ? 'a scope' : `the scope ${needed}`;
}

/** Why a room cannot be used, for the requester. */
export function closedRoom(code: string, name: string): AppError {
  if (code === 'is_archived') {
    const what = `Its room #${name} is archived, and Slack lets only people undo that. Unarchive it in Slack, then ask again.`;
    return new AppError('slack_refused', what);
  }
  return new AppError(
    'slack_refused',
    `The app is no longer in its room #${name}. Run /invite @Incidents there, then ask again.`,
  );
}
