import { createHash, createHmac } from 'node:crypto';

export interface RequestToSign {
  method: 'GET' | 'POST' | 'PATCH';
  url: URL;
  body: string;
  /** Lower-case names. `host` and the `x-amz-` headers are added. */
  headers: Readonly<Record<string, string>>;
  service: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  nowMs: number;
}

/**
 * The headers of a request to an AWS endpoint, signed with Signature Version 4. Implemented here, because any package for
 * it would multiply the cold start of the Slack front.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signRequest(request: RequestToSign): Record<string, string> {
  const { method, url, body, headers, service, region, credentials, nowMs } = request;
  const time = `${new Date(nowMs).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
  const date = time.slice(0, 8);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signed: Record<string, string> = {
    ...headers,
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const named = { ...signed, host: url.host };
  const names = Object.keys(named).sort() as (keyof typeof named)[];
  const lines = names.map((name) => `${name}:${named[name]}\n`).join('');
  // Signature Version 4 encodes each path segment twice.
  const path = url.pathname.split('/').map(encode).join('/');
  const canonical = [method, path, queryOf(url), lines, names.join(';'), sha256(body)].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  const credential = `Credential=${accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization };
}

/** Sorted by name, then by value. */
const queryOf = (url: URL): string =>
  [...url.searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');

/** As RFC 3986 has it: `encodeURIComponent` leaves five characters more than AWS does. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
