import { type Document, parseDocument } from 'yaml';

/**
 * The app's manifest for one way of connecting, with its comments.
 * @param manifest the text of manifest.yml, which connects by Socket Mode
 * @param publicUrl the app's https URL; `/slack/events` is added when it is missing. Unset: Socket Mode
 * @param options `oauth`: the app is installed in several workspaces, or for an organisation; `socket`: where only the
 * pages of an installation need the URL, because all else comes by Socket Mode
 * @throws Error when the URL is not https, or has a query or a fragment
 * @see https://docs.slack.dev/reference/app-manifest
 * @example
 * manifestVariant(readFileSync('manifest.yml', 'utf8'), 'https://incidents.example.com');
 */
export function manifestVariant(manifest: string, publicUrl?: string, { oauth = false, socket = false } = {}): string {
  if (publicUrl === undefined) return manifest;
  const url = eventsUrl(publicUrl, oauth ? '--oauth' : '--http');
  const document = parseDocument(manifest);
  if (oauth) installedByOAuth(document, url.replace(/events$/, 'oauth_redirect'));
  if (socket) return document.toString({ lineWidth: 0 });
  document.setIn(['features', 'slash_commands', 0, 'url'], url);
  document.setIn(['settings', 'event_subscriptions', 'request_url'], url);
  document.setIn(['settings', 'interactivity', 'request_url'], url);
  document.setIn(['settings', 'socket_mode_enabled'], false);
  return document.toString({ lineWidth: 0 });
}

/** Events about installations that only an app with several needs. */
export const installationEvents = ['tokens_revoked', 'team_access_granted', 'team_access_revoked'];

function installedByOAuth(document: Document, redirectUrl: string): void {
  document.setIn(['oauth_config', 'redirect_urls'], document.createNode([redirectUrl]));
  document.setIn(['settings', 'org_deploy_enabled'], true);
  for (const event of installationEvents) document.addIn(['settings', 'event_subscriptions', 'bot_events'], event);
}

function eventsUrl(text: string, option: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '')
    throw new Error(`${option} ${text}: expected the app's https URL, such as https://incidents.example.com`);
  return `${url.href.replace(/\/+$/, '').replace(/\/slack\/events$/, '')}/slack/events`;
}
