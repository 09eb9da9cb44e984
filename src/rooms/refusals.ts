import { WebAPIPlatformError } from '@slack/web-api';
import { AppError } from '../errors.ts';
import { fields, text } from '../gate/fields.ts';
import { slackCode, toSlackError } from '../web-api/fault.ts';

/** What an admin can do where the workspace does not let apps create channels. */
const byAdmin = 'Ask a workspace admin to allow it, or make a channel and run /incident watch <arn> there.';

/** Why Slack did not make a channel, for the requester; other errors stay as they are. */
export function createRefusal(error: unknown): AppError {
  const cause = { cause: error };
  const code = slackCode(error);
  switch (code) {
    case 'restricted_action':
    case 'user_is_restricted':
    case 'cannot_create_channel':
    case 'canvas_disabled_user_team':
      return new AppError(
        'slack_refused',
        `This workspace does not let the app make channels (${code}). ${byAdmin}`,
        cause,
      );
    case 'missing_scope': {
      const needed = scopeOf(error);
      const what = `This app was installed without ${needed}, which rooms need. Whoever runs the app can install it again.`;
      return new AppError('slack_scope_missing', what, cause);
    }
    default:
      return toSlackError(error);
  }
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
