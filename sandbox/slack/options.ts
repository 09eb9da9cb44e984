/** A slash command of the manifest. */
export interface SlashCommand {
  command: string;
  description?: string;
  usage_hint?: string;
  /** Send mentions and links of the text in Slack's escaped form. */
  should_escape?: boolean;
  /** The forms of the command, as the app's own help lists them. The page's composer offers these. */
  help?: readonly CommandHelp[] | undefined;
}

export interface CommandHelp {
  /** Without the slash command: `watch <arn> [every 30m]`. */
  usage: string;
  does: string;
}

export interface Shortcut {
  name: string;
  type: 'message' | 'global';
  callback_id: string;
}

/** The app as Slack knows it from its manifest. */
export interface AppManifest {
  name: string;
  /** Name of the bot user. */
  botName: string;
  slashCommands: SlashCommand[];
  shortcuts: Shortcut[];
  unfurlDomains: string[];
  botEvents: string[];
  /** Scopes of the bot token. */
  scopes: string[];
}

export interface EmbeddedSlackOptions {
  /** The app's base URL, without a path; requests go to `/slack/events` below it. */
  appUrl?: string;
  manifest?: Partial<AppManifest>;
  signingSecret?: string;
  botToken?: string;
  appToken?: string;
  /** `socket`: never by HTTP. Default: `http` until a socket is connected. */
  deliverBy?: 'http' | 'socket';
  /** Whether to enforce Slack's rate limits. Default true. */
  rateLimits?: boolean;
  /** Delays before an event is sent again, in milliseconds. Slack's own: 0, 60 000, 300 000. */
  retryDelaysMs?: readonly number[];
  /** How long the app may take to acknowledge, in milliseconds. Slack's own: 3000. */
  ackTimeoutMs?: number;
  /** Number of messages to retain per channel. Default 2000. */
  messagesKept?: number;
  /** Epoch milliseconds. */
  now?: () => number;
  /** Returns a number in [0, 1). */
  random?: () => number;
  port?: number;
}

/** Defaults for an app with one `/incident` command. */
export const defaultManifest: AppManifest = {
  name: 'Incidents',
  botName: 'incidents',
  slashCommands: [{ command: '/incident' }],
  shortcuts: [],
  unfurlDomains: ['console.aws.amazon.com', 'console.amazonaws-us-gov.com', 'console.amazonaws.cn'],
  botEvents: [
    'app_home_opened',
    'app_mention',
    'app_uninstalled',
    'channel_archive',
    'entity_comments_requested',
    'entity_details_requested',
    'link_shared',
    'member_joined_channel',
    'message.channels',
    'message.groups',
    'message.im',
    'reaction_added',
    'reaction_removed',
    'tokens_revoked',
  ],
  scopes: [
    'app_mentions:read',
    'bookmarks:read',
    'bookmarks:write',
    'canvases:read',
    'canvases:write',
    'channels:history',
    'channels:join',
    'channels:read',
    'chat:write',
    'chat:write.public',
    'commands',
    'files:write',
    'groups:history',
    'groups:read',
    'im:history',
    'im:read',
    'im:write',
    'links:read',
    'links:write',
    'pins:read',
    'pins:write',
    'reactions:read',
    'reactions:write',
    'team:read',
    'usergroups:read',
    'users:read',
  ],
};
