import { isObject } from '../json-value.ts';
import { checkBlocks, checkView } from '../limits.ts';
import { ids } from '../seed.ts';
import { type Methods, SlackApiError } from './method.ts';

/** Methods about the app, its token and its workspace. */
export const app: Methods = {
  'api.test': {
    tier: 4,
    token: 'none',
    run(_context, { token: _token, ...args }) {
      if (typeof args.error === 'string') throw new SlackApiError(args.error, { args });
      return { args };
    },
  },
  'auth.test': {
    tier: 4,
    run: ({ state }) => ({
      url: `https://${state.team.domain}.slack.com/`,
      team: state.team.name,
      team_id: state.team.id,
      user: state.app.botName,
      user_id: ids.botUser,
      bot_id: ids.bot,
      is_enterprise_install: false,
    }),
  },
  'team.info': {
    tier: 3,
    scopes: ['team:read'],
    run: ({ state }) => ({ team: { ...state.team, email_domain: '', icon: { image_default: true } } }),
  },
  'apps.connections.open': {
    tier: 1,
    token: 'app',
    run: (context) => ({ url: context.newSocketUrl() }),
  },
  'blocks.validate': {
    tier: 4,
    run(_context, args) {
      const message = isObject(args.message) ? args.message.blocks : args.blocks;
      if (message === undefined && args.view === undefined) throw new SlackApiError('invalid_arguments');
      const complaints = message === undefined ? checkView(args.view) : checkBlocks(message, 'message');
      if (complaints.length > 0) throw new SlackApiError('invalid_blocks', { errors: complaints });
      return { errors: [] };
    },
  },
};
