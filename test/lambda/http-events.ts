import { createHmac } from 'node:crypto';

export const signingSecret = '0123456789abcdef0123456789abcdef';

/** Headers and body of a request that Slack signed just now. */
export function slackRequest(
  body: string,
  { secret = signingSecret, type = 'application/x-www-form-urlencoded' } = {},
) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  return { headers, body };
}

type Request = ReturnType<typeof slackRequest>;

/** The event of a function URL (payload format 2.0). */
export function functionUrlEvent({ headers, body }: Request, method = 'POST') {
  return {
    version: '2.0',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers: { host: 'abc.lambda-url.eu-west-1.on.aws', ...headers },
    requestContext: { http: { method, path: '/slack/events', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' } },
    body,
    isBase64Encoded: false,
  };
}

/** The same event with a base64-encoded body. */
export function base64Event(request: Request) {
  return {
    ...functionUrlEvent(request),
    body: Buffer.from(request.body).toString('base64'),
    isBase64Encoded: true,
  };
}

/** The event of an API Gateway (payload format 1.0), with header names as sent. */
export function version1Event({ headers, body }: Request, doubled: Record<string, string[]> = {}) {
  const named = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace(/(^|-)./g, (letter) => letter.toUpperCase()), value]),
  );
  return {
    version: '1.0',
    httpMethod: 'POST',
    path: '/slack/events',
    headers: named,
    multiValueHeaders: {
      ...Object.fromEntries(Object.entries(named).map(([name, value]) => [name, [value]])),
      ...doubled,
    },
    requestContext: { httpMethod: 'POST', path: '/slack/events', stage: '$default' },
    body,
    isBase64Encoded: false,
  };
}
