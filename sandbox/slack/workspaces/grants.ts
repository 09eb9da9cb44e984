import type { JsonObject } from '../json-value.ts';

/** What a token was granted for. */
export interface Grant {
  token: string;
  /** The id of the workspace, or of the organisation. */
  place: string;
  scopes: string[];
  installedBy: string;
  expiresAtMs?: number;
}

export interface Code {
  place: string;
  scopes: string[];
  redirectUri: string;
  installedBy: string;
  untilMs: number;
}

export interface GrantsOptions {
  clientId: string;
  clientSecret: string;
  /** Whether tokens end after twelve hours, and are replaced with a refresh token that is good for one use. */
  rotation: boolean;
  now: () => number;
  /** The part of `oauth.v2.access` about the place. */
  describe: (place: string) => JsonObject;
}

const codeMs = 600_000;
const tokenS = 43_200;

/** The codes, tokens and refresh tokens of an app. @see https://docs.slack.dev/reference/methods/oauth.v2.access */
export function createGrants({ clientId, clientSecret, rotation, now, describe }: GrantsOptions) {
  const codes = new Map<string, Code>();
  const grants = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();
  const used = new Set<string>();
  let count = 0;

  function give(granted: Omit<Grant, 'token' | 'expiresAtMs'>): JsonObject {
    count += 1;
    const { place, scopes } = granted;
    const token = `${rotation ? 'xoxe.' : ''}xoxb-${place}-${count}`;
    const grant = { ...granted, token, ...(rotation && { expiresAtMs: now() + tokenS * 1000 }) };
    grants.set(token, grant);
    const refresh = `xoxe-1-${place}-${count}`;
    if (rotation) refreshTokens.set(refresh, grant);
    return {
      ok: true,
      access_token: token,
      token_type: 'bot',
      scope: scopes.join(','),
      authed_user: { id: granted.installedBy },
      ...describe(place),
      ...(rotation && { refresh_token: refresh, expires_in: tokenS }),
    };
  }

  const refused = (error: string): JsonObject => ({ ok: false, error });

  return {
    grants,
    newCode(code: Omit<Code, 'untilMs'>): string {
      count += 1;
      const text = `${count}.code`;
      codes.set(text, { ...code, untilMs: now() + codeMs });
      return text;
    },
    access(args: Record<string, string>): JsonObject {
      if (args.client_id !== clientId) return refused('invalid_client_id');
      if (args.client_secret !== clientSecret) return refused('bad_client_secret');
      if (args.grant_type === 'refresh_token') {
        const grant = refreshTokens.get(args.refresh_token ?? '');
        if (grant === undefined || !grants.has(grant.token)) return refused('invalid_refresh_token');
        refreshTokens.delete(args.refresh_token ?? '');
        const { token: _token, expiresAtMs: _ends, ...granted } = grant;
        return give(granted);
      }
      const code = codes.get(args.code ?? '');
      if (code === undefined || code.untilMs <= now()) return refused('invalid_code');
      if (used.has(args.code ?? '')) return refused('code_already_used');
      if (args.redirect_uri !== code.redirectUri) return refused('bad_redirect_uri');
      used.add(args.code ?? '');
      return give(code);
    },
    /** Why a token is refused; `undefined`: it works. */
    refusal(token: string): string | undefined {
      const grant = grants.get(token);
      if (grant === undefined) return 'account_inactive';
      return grant.expiresAtMs !== undefined && grant.expiresAtMs <= now() ? 'token_expired' : undefined;
    },
    revoke(token: string): void {
      grants.delete(token);
    },
    /** The newest grant of a place. */
    of: (place: string): Grant | undefined => [...grants.values()].filter((grant) => grant.place === place).at(-1),
    end(place: string): void {
      for (const grant of grants.values()) if (grant.place === place) grants.delete(grant.token);
    },
  };
}
