import { optionalScopes } from '../../web-api/scopes.ts';
import type { HttpAnswer } from '../http/answer.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML. */
export const html = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem;color:#1d1c1d;background:#fff}
h1{font-size:1.6rem}li{margin:.3rem 0}small{color:#616061}
a.button{display:inline-block;padding:.7rem 1.2rem;border-radius:.4rem;background:#4a154b;color:#fff;text-decoration:none;font-weight:600}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#1a1d21}small{color:#ababad}a{color:#1d9bd1}}`;

/** Headers of every page: it runs no script, loads nothing, is in no frame, and passes on no address. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** @param body HTML */
export const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${html(title)}</title><style>${style}</style><h1>${html(title)}</h1>${body}</html>\n`;

/** What the app is able to do with the scopes that it needs, as people say it. */
const abilities: readonly string[] = [
  'post and update the cards of incidents, in public channels and where it is invited',
  'answer /incident, mentions, and messages that contain an incident’s ARN or console link',
  'read the messages of channels it is in, to find those links and its own cards',
  'see the names of people, to say who may change an incident',
];

const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${html(item)}</li>`).join('')}</ul>`;

/** @param url of Slack's page, which asks for permission */
export const installPage = (url: string): string =>
  page(
    'Add Incidents to Slack',
    `<p>AWS Incident Manager in Slack: one card per incident and channel, always current.</p>
<p><a class="button" href="${html(url)}">Add to Slack</a></p>
<p>The app will be able to:</p>${list(abilities)}
<p>Optional permissions, which you may untick, bring:</p>${list(Object.values(optionalScopes).map(({ brings }) => brings))}
<p>Slack shows each permission before you agree. A workspace has to be on the list of the people who run this app.</p>
<p><small>The link is good for ten minutes, in this browser, once.</small></p>`,
  );

const startAgain = '<p><a href="/slack/install">Start again</a></p>';

/** A page that says what went wrong, and what to do next. */
export const failedPage = (what: string, next: string): string =>
  page('The app was not installed', `<p>${html(what)}</p><p>${html(next)}</p>${startAgain}`);

export interface Installed {
  /** Of the workspace or organisation. */
  name: string;
  appId: string;
  teamId?: string | undefined;
  /** The address of the organisation, where the app is installed for all of it. */
  enterpriseUrl?: string | undefined;
}

/** An installation for an organisation adds the app to no workspace: an admin adds it to each. */
export function installedPage({ name, appId, teamId, enterpriseUrl }: Installed): string {
  if (teamId !== undefined) {
    const open = `https://slack.com/app_redirect?app=${encodeURIComponent(appId)}&team=${encodeURIComponent(teamId)}`;
    return page(
      `Incidents is installed in ${name}`,
      `<p><a class="button" href="${html(open)}">Open it in Slack</a></p>
<p>Next: invite it to your incident channel with <code>/invite @Incidents</code>, and type <code>/incident help</code> there.</p>`,
    );
  }
  const manage =
    enterpriseUrl !== undefined && /^https:\/\/[a-z0-9-]+(\.enterprise)?\.slack\.com\//.test(enterpriseUrl)
      ? `<p><a class="button" href="${html(`${enterpriseUrl}manage/organization/apps/profile/${encodeURIComponent(appId)}/workspaces/add`)}">Add it to workspaces</a></p>`
      : '';
  return page(
    `Incidents is installed for ${name}`,
    `<p>This allows the app in the whole organisation, and adds it to no workspace yet: an admin of the organisation adds it to each.</p>${manage}`,
  );
}

/** An answer with a page. */
export const pageAnswer = (status: number, body: string): HttpAnswer => ({ status, body, headers: pageHeaders });
