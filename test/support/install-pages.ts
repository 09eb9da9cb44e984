export const keys = Buffer.alloc(32, 7).toString('base64');
export const publicUrl = 'https://incidents.example.com';

export interface InstallPage {
  /** Slack's address on the page's button. */
  authorizeUrl: string;
  cookie: string;
  text: string;
  headers: Headers;
}

export async function openInstallPage(appUrl: string): Promise<InstallPage> {
  const answer = await fetch(`${appUrl}/slack/install`);
  const text = await answer.text();
  const authorizeUrl = (/class="button" href="([^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  return { authorizeUrl, cookie, text, headers: answer.headers };
}

export async function followRedirect(appUrl: string, location: string, cookie: string) {
  const answer = await fetch(location.replace(publicUrl, appUrl), { headers: { cookie } });
  return { status: answer.status, text: await answer.text() };
}
