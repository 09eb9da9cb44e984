import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallLog } from '../call-log.ts';
import type { Fault, FaultKind, Faults } from '../faults.ts';
import type { JsonObject } from '../json-value.ts';
import type { RateLimits } from '../rate-limits.ts';
import { type Method, type MethodContext, type Methods, needScope, SlackApiError } from './method.ts';
import { readArguments, readBody } from './request-arguments.ts';

export interface DispatchParts {
  context: MethodContext;
  methods: Methods;
  faults: Faults;
  calls: CallLog;
  /** Absent when rate limits are off. */
  rateLimits?: RateLimits;
  botToken: string;
  appToken: string;
}

/** Whether the call succeeds in spite of the fault. */
const isServed = ({ kind }: Fault): boolean => kind === 'slow' || kind === 'warned';

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: JsonObject;
}

/**
 * Serves `POST /api/METHOD`: arguments, token, scopes, rate limit, then the method. Every call is logged.
 */
export async function dispatch(parts: DispatchParts, name: string, request: IncomingMessage, response: ServerResponse) {
  const body = await readBody(request);
  const args = readArguments(request, body);
  const fault = parts.faults.take(name);
  const record = { method: name, args: withoutToken(args), at: parts.context.state.now() };
  if (fault?.latencyMs) await new Promise((resolve) => setTimeout(resolve, fault.latencyMs));
  if (fault && !isServed(fault) && !fault.after) {
    parts.calls.add({ ...record, ok: false, error: fault.kind });
    return fail(fault, response);
  }
  const warning = fault?.kind === 'warned' ? fault.code : undefined;
  const served = typeof args !== 'string' && warning !== undefined ? { ...args, metadata: { entities: [] } } : args;
  const answer = typeof served === 'string' ? refusal(served) : call(parts, name, request, served);
  if (warning !== undefined) Object.assign(answer.body, { warning, response_metadata: { warnings: [warning] } });
  const ok = answer.body.ok === true;
  parts.calls.add({ ...record, ok, ...(ok ? {} : { error: String(answer.body.error) }) });
  if (fault && !isServed(fault)) return fail(fault, response);
  const scopes = [...parts.context.scopes].join(',');
  send(response, answer.status, { 'x-oauth-scopes': scopes, ...answer.headers }, JSON.stringify(answer.body));
}

function call(parts: DispatchParts, name: string, request: IncomingMessage, args: JsonObject): Answer {
  const method = Object.hasOwn(parts.methods, name) ? parts.methods[name] : undefined;
  if (method === undefined) return refusal('unknown_method', { req_method: name });
  const tokenError = checkToken(parts, method, request, args);
  if (tokenError !== undefined) return refusal(tokenError);
  try {
    if (method.token !== 'app' && method.token !== 'none')
      for (const scope of method.scopes ?? []) needScope(parts.context, scope);
    const channel = typeof args.channel === 'string' ? args.channel : '';
    const waitS = parts.rateLimits?.take(name, method.tier, channel) ?? 0;
    if (waitS > 0)
      return { status: 429, headers: { 'retry-after': String(waitS) }, body: { ok: false, error: 'ratelimited' } };
    return { status: 200, body: { ok: true, ...method.run(parts.context, args) } };
  } catch (error) {
    if (error instanceof SlackApiError) return refusal(error.code, error.details);
    throw error;
  }
}

function checkToken(parts: DispatchParts, method: Method, request: IncomingMessage, args: JsonObject) {
  if (method.token === 'none') return undefined;
  const header = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = header ?? (typeof args.token === 'string' ? args.token : undefined);
  if (token === undefined) return 'not_authed';
  if (token !== parts.botToken && token !== parts.appToken) return 'invalid_auth';
  if ((token === parts.appToken) !== (method.token === 'app')) return 'not_allowed_token_type';
  return parts.context.state.installed || method.token === 'app' ? undefined : 'account_inactive';
}

const refusal = (error: string, details: JsonObject = {}): Answer => ({
  status: 200,
  body: { ok: false, error, ...details },
});

function withoutToken(args: JsonObject | string): JsonObject {
  if (typeof args === 'string') return {};
  const { token: _token, ...rest } = args;
  return rest;
}

/** Answers as a fault prescribes. */
export function fail(fault: Fault, response: ServerResponse): void {
  // A stalled response never comes: the connection ends with the server.
  if (fault.kind === 'reset') response.destroy();
  const refused = JSON.stringify({ ok: false, error: fault.code });
  const answer: FaultAnswer | undefined =
    fault.kind === 'refused'
      ? { status: 200, body: refused }
      : fault.kind === 'page'
        ? { status: fault.status ?? 502, type: 'text/html', body: '<html><title>Proxy</title></html>' }
        : faultAnswers[fault.kind];
  if (answer === undefined) return;
  const headers: Record<string, string> = answer.type === undefined ? {} : { 'content-type': answer.type };
  if (answer.status === 429) headers['retry-after'] = String(fault.retryAfterS ?? 1);
  send(response, answer.status, headers, answer.body);
}

interface FaultAnswer {
  status: number;
  type?: string;
  body: string;
}

const faultAnswers: Partial<Record<FaultKind, FaultAnswer>> = {
  rate_limited: { status: 429, body: '{"ok":false,"error":"ratelimited"}' },
  internal: { status: 500, body: '{"ok":false,"error":"internal_error"}' },
  unavailable: { status: 503, type: 'text/plain', body: 'upstream connect error' },
  nonsense: { status: 200, type: 'text/html', body: '<!DOCTYPE html><title>Slack</title>' },
  half_json: { status: 200, body: '{"ok":true,"channel":"C0' },
  fatal_error: { status: 200, body: '{"ok":false,"error":"fatal_error"}' },
};

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body);
}
