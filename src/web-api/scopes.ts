/** What an optional scope of `manifest.yml` brings. */
export interface OptionalScope {
  /** The ability, as it completes "pins:write would bring …". */
  brings: string;
  /** Methods of the Web API that take this scope. Without it they are not called. */
  methods?: readonly string[];
}

/**
 * The optional bot scopes of `manifest.yml`. An admin may leave each out when the app is installed, and Slack may grant it
 * later. A card needs none of them.
 * @see https://docs.slack.dev/reference/app-manifest
 */
export const optionalScopes: Readonly<Record<string, OptionalScope>> = {
  'pins:write': { brings: 'a pin on the card of a watched incident', methods: ['pins.add', 'pins.remove'] },
  'bookmarks:write': {
    brings: 'a bookmark that leads to the card of a watched incident',
    methods: ['bookmarks.add', 'bookmarks.edit', 'bookmarks.remove'],
  },
  'bookmarks:read': { brings: 'no second bookmark after a restart', methods: ['bookmarks.list'] },
  'files:write': {
    brings: 'files: /incident report, /incident chart and /incident list --csv',
    methods: ['files.getUploadURLExternal', 'files.completeUploadExternal'],
  },
  'usergroups:read': {
    brings: 'user groups in INCIDENT_EDITORS: their members may change incidents',
    methods: ['usergroups.users.list'],
  },
  'channels:manage': { brings: 'rooms: a channel of its own for an incident (/incident room, INCIDENT_ROOMS)' },
  'groups:write': { brings: 'rooms that are private channels (ROOM_PRIVATE)' },
  'usergroups:write': {
    brings: 'user groups of ON_CALL_GROUPS that follow who is on call',
    methods: ['usergroups.users.update'],
  },
  'users:read.email': {
    brings: 'people in Slack for contacts that CONTACTS does not name, by e-mail address',
    methods: ['users.lookupByEmail'],
  },
  'canvases:write': {
    brings: 'post-mortems as canvases in place of files',
    methods: ['canvases.create', 'canvases.edit', 'conversations.canvases.create'],
  },
  'canvases:read': {
    brings: 'facts of a post-mortem that stay current',
    methods: ['canvases.sections.lookup'],
  },
  'reactions:read': { brings: 'notes by reaction: the emoji of NOTE_REACTION makes a message a note' },
  'reactions:write': {
    brings: 'a reaction of the app on such a message, in place of words',
    methods: ['reactions.add'],
  },
};

/** The other bot scopes of `manifest.yml`, which is not deployed with the app; a test compares the two. */
export const neededScopes: readonly string[] = [
  'commands',
  'app_mentions:read',
  'chat:write',
  'chat:write.public',
  'channels:read',
  'groups:read',
  'im:read',
  'mpim:read',
  'channels:history',
  'groups:history',
  'im:history',
  'mpim:history',
  'links:read',
  'links:write',
  'users:read',
];

/**
 * The optional scopes that a token lacks.
 * @param granted the token's scopes; `undefined` or none: Slack has not said, so that nothing is known to be missing
 */
export const missingScopes = (granted: readonly string[] | undefined): string[] =>
  granted === undefined || granted.length === 0
    ? []
    : Object.keys(optionalScopes).filter((scope) => !granted.includes(scope));

const scopeByMethod: ReadonlyMap<string, string> = new Map(
  Object.entries(optionalScopes).flatMap(([scope, { methods = [] }]) => methods.map((method) => [method, scope])),
);

/** The optional scope that a method of the Web API takes, if there is one. */
export const optionalScopeOf = (method: string): string | undefined => scopeByMethod.get(method);
