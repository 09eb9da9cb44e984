import { isObject, type JsonObject, parseJson } from '../json-value.ts';
import { signature } from '../to-app/signature.ts';
import type { SocketServer } from '../to-app/socket-server.ts';
import type { AppRequestKind, FailureReason } from '../to-app/transport.ts';

export interface AppAnswer {
  status: number;
  type: string;
  text: string;
}

/** Brings the app what a workspace sends, as the body and content type of an HTTP request. */
export type AppLink = (
  body: string,
  type: string,
  retry?: { num: number; reason: FailureReason },
) => Promise<AppAnswer>;

/** Signed HTTP requests. */
export function createHttpLink(options: { appUrl: () => string; signingSecret: string; now: () => number }): AppLink {
  return async (body, type, retry) => {
    const timestampS = Math.floor(options.now() / 1000);
    const answer = await fetch(`${options.appUrl().replace(/\/$/, '')}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(timestampS),
        'x-slack-signature': signature(options.signingSecret, timestampS, body),
        ...(retry && { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }),
      },
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? 'text/plain',
      text: await answer.text(),
    };
  };
}

/** The app's connections in Socket Mode, which belong to no workspace: what all workspaces send comes by them. */
export function createSocketLink(sockets: Pick<SocketServer, 'send'>): AppLink {
  return async (body, type, retry) => {
    const [kind, payload] = decode(body, type);
    const { ok, body: answer } = await sockets.send(kind, payload, retry);
    if (!ok) return { status: 503, type: 'text/plain', text: '' };
    return isObject(answer)
      ? { status: 200, type: 'application/json', text: JSON.stringify(answer) }
      : { status: 200, type: 'text/plain', text: String(answer) };
  };
}

function decode(body: string, type: string): [AppRequestKind, JsonObject] {
  if (type === 'application/json') return ['events_api', objectOf(body)];
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null ? ['slash_commands', Object.fromEntries(form)] : ['interactive', objectOf(payload)];
}

function objectOf(text: string): JsonObject {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}
