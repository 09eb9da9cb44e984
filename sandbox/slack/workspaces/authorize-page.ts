/** Where the app can be installed. */
export interface Place {
  id: string;
  name: string;
}

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Slack's page that asks whether an app may be installed, with the optional scopes to untick. */
export function authorizePage(query: URLSearchParams, places: readonly Place[], optional: readonly string[]): string {
  const hidden = ['client_id', 'redirect_uri', 'state', 'scope']
    .map((name) => `<input type="hidden" name="${name}" value="${escaped(query.get(name) ?? '')}">`)
    .join('');
  const choices = places.map(({ id, name }) => `<option value="${id}">${escaped(name)}</option>`).join('');
  const scopes = (query.get('scope') ?? '')
    .split(',')
    .map((scope) =>
      optional.includes(scope)
        ? `<li><label><input type="checkbox" name="granted" value="${escaped(scope)}" checked> ${escaped(scope)}</label></li>`
        : `<li>${escaped(scope)}</li>`,
    )
    .join('');
  return `<!doctype html><meta charset="utf-8"><title>Install the app</title><form action="/oauth/v2/agree">${hidden}
<label>Workspace <select name="place">${choices}</select></label><ul>${scopes}</ul>
<button name="agree" value="yes">Allow</button> <button name="agree" value="no">Cancel</button></form>\n`;
}
