import { createHash, createHmac } from 'node:crypto';

export interface RequestToSign {
  url: URL;
  body: string;
  /** Lower-case names; `host` and the `x-amz-` headers of signing are added. */
  headers: Readonly<Record<string, string>>;
  service: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  nowMs: number;
}

/**
 * Headers of a `POST` to an AWS endpoint, signed by Signature Version 4. Written here because a front must
 * start in a blink: every package for it costs several times as much as these lines.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signRequest({
  url,
  body,
  headers,
  service,
  region,
  credentials,
  nowMs,
}: RequestToSign): Record<string, string> {
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
  // Each part of the path is encoded twice, once more than in the address.
  const path = url.pathname.split('/').map(encodeURIComponent).join('/');
  const canonical = ['POST', path, '', lines, names.join(';'), sha256(body)].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  const credential = `Credential=${accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...signed, authorization };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
