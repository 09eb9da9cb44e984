import type { JsonObject } from '../json-value.ts';
import { type Complaint, complaintText } from '../limits.ts';
import type { Tier } from '../rate-limits.ts';
import type { SlackState } from '../state.ts';
import type { Triggers } from '../triggers.ts';

/** The context of Web API methods. */
export interface MethodContext {
  state: SlackState;
  triggers: Triggers;
  scopes: ReadonlySet<string>;
  /** `http://127.0.0.1:PORT`. */
  baseUrl(): string;
  /** Issues a ticket for one WebSocket connection. */
  newSocketUrl(): string;
  /** A Work Object was shown in a newer state than its unfurl: Slack asks for the unfurl again. */
  refreshUnfurl(message: { channel: string; ts: string }, url: string): void;
}

/** A refusal with Slack's error code. */
export class SlackApiError extends Error {
  readonly code: string;
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

export interface Method {
  tier: Tier | 'posting';
  /** Scopes of the bot token that the method requires, all of them. */
  scopes?: readonly string[];
  /** Default `bot`. */
  token?: 'bot' | 'app' | 'none';
  /** @throws SlackApiError */
  run(context: MethodContext, args: JsonObject): JsonObject;
}

export type Methods = Record<string, Method>;

/** The argument as text. @throws SlackApiError with `code` when it is absent */
export function required(args: JsonObject, name: string, code = 'invalid_arguments'): string {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '')
    throw new SlackApiError(code, { response_metadata: { messages: [`[ERROR] missing required field: ${name}`] } });
  return value;
}

/** @throws SlackApiError when a scope is missing */
export function needScope(context: MethodContext, scope: string): void {
  if (context.scopes.has(scope)) return;
  throw new SlackApiError('missing_scope', { needed: scope, provided: [...context.scopes].join(',') });
}

/** @throws SlackApiError when all of these scopes are missing; Slack names the first */
export function needOneOf(context: MethodContext, scopes: readonly string[]): void {
  if (!scopes.some((scope) => context.scopes.has(scope))) needScope(context, scopes[0] ?? '');
}

/** @throws SlackApiError when there is a violation */
export function refuse(complaints: readonly Complaint[], code: string): void {
  if (complaints.length === 0) return;
  const errors = complaints.map(complaintText);
  const messages = errors.map((text) => `[ERROR] ${text}`);
  throw new SlackApiError(code, { errors, response_metadata: { messages } });
}
