import { optionalScopeOf } from './scopes.ts';

/** The most tokens whose scopes are remembered: rotated ones would otherwise stay for ever. */
const mostTokens = 500;

/**
 * Makes a `fetch` learn the scopes of each token from the answers of the Web API, and refuse a call that takes an optional
 * scope which its token lacks, with the answer that Slack would give: the call is not sent. Until the first answer nothing
 * is known, and every call is sent. A scope that is granted later is learned from the next answer.
 * @see https://docs.slack.dev/authentication/installing-with-oauth#scopes
 */
export function withinScopes(send: typeof fetch): typeof fetch {
  const granted = new Map<string, readonly string[]>();

  function remember(token: string, header: string | null): void {
    const scopes = (header ?? '').split(',').map((scope) => scope.trim());
    if (token === '' || scopes[0] === '') return;
    if (granted.size >= mostTokens) granted.clear();
    granted.set(token, scopes);
  }

  return async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const { pathname } = new URL(request?.url ?? (input as string | URL));
    const token = new Headers(init?.headers ?? request?.headers).get('authorization') ?? '';
    const needed = optionalScopeOf(pathname.slice(pathname.lastIndexOf('/') + 1));
    const known = granted.get(token);
    if (needed !== undefined && known !== undefined && !known.includes(needed)) return refusal(needed, known);
    const answer = await send(input, init);
    remember(token, answer.headers.get('x-oauth-scopes'));
    return answer;
  };
}

/** @see https://docs.slack.dev/reference/methods/auth.test#errors */
const refusal = (needed: string, known: readonly string[]): Response =>
  Response.json(
    { ok: false, error: 'missing_scope', needed, provided: known.join(',') },
    { headers: { 'x-oauth-scopes': known.join(',') } },
  );
