import { parseDocument } from 'yaml';

/**
 * The app's manifest for one way of connecting, with its comments.
 * @param manifest the text of manifest.yml, which connects by Socket Mode
 * @param publicUrl the app's https URL; `/slack/events` is added when it is missing. Unset: Socket Mode
 * @throws Error when the URL is not https, or has a query or a fragment
 * @see https://docs.slack.dev/reference/app-manifest
 * @example
 * manifestVariant(readFileSync('manifest.yml', 'utf8'), 'https://incidents.example.com');
 */
export function manifestVariant(manifest: string, publicUrl?: string): string {
  if (publicUrl === undefined) return manifest;
  const url = eventsUrl(publicUrl);
  const document = parseDocument(manifest);
  document.setIn(['features', 'slash_commands', 0, 'url'], url);
  document.setIn(['settings', 'event_subscriptions', 'request_url'], url);
  document.setIn(['settings', 'interactivity', 'request_url'], url);
  document.setIn(['settings', 'socket_mode_enabled'], false);
  return document.toString({ lineWidth: 0 });
}

function eventsUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '')
    throw new Error(`--http ${text}: expected the app's https URL, such as https://incidents.example.com`);
  return `${url.href.replace(/\/+$/, '').replace(/\/slack\/events$/, '')}/slack/events`;
}
