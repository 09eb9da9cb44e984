/** The routes of OAuth. */
export const installPaths: readonly string[] = ['/slack/install', '/slack/oauth_redirect'];
