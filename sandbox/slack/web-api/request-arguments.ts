import type { IncomingMessage } from 'node:http';
import { isObject, type JsonObject, parseJson } from '../json-value.ts';

const maxBodyBytes = 10 * 1024 * 1024;

/** Reads a request's body. @throws Error when it is longer than 10 MiB */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > maxBodyBytes) throw new Error('Request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The arguments of a Web API call, from the query string and from a body that is a form or JSON. Form values that hold
 * JSON objects or lists are parsed, as in Slack.
 * @returns a string on failure: Slack's error code
 */
export function readArguments(request: IncomingMessage, body: Buffer): JsonObject | string {
  const query = new URL(request.url ?? '/', 'http://slack.invalid').searchParams;
  const args = fromForm(query);
  if (body.length === 0) return args;
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim();
  if (type === 'application/json') {
    const json = parseJson(body.toString('utf8'));
    return isObject(json) ? { ...args, ...json } : 'invalid_json';
  }
  if (type === 'application/x-www-form-urlencoded')
    return { ...args, ...fromForm(new URLSearchParams(body.toString('utf8'))) };
  return type === undefined || type === '' ? 'missing_post_type' : 'invalid_post_type';
}

function fromForm(form: URLSearchParams): JsonObject {
  const args: JsonObject = {};
  for (const [key, value] of form) {
    const json = /^\s*[[{]/.test(value) && jsonArguments.has(key) ? parseJson(value) : undefined;
    args[key] = json === undefined ? value : json;
  }
  return args;
}

/** The arguments that hold JSON; all others are text, even if they look like JSON. */
const jsonArguments = new Set([
  'attachments',
  'blocks',
  'comment',
  'comments',
  'error',
  'files',
  'message',
  'metadata',
  'unfurls',
  'user_auth_blocks',
  'view',
]);

/** A boolean as forms and JSON write it. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;
