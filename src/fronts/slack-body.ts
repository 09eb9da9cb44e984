/** Slack's payload as an object, from any of its three encodings. */
export type SlackBody = Record<string, unknown>;

/**
 * Parses the body of a request from Slack: an event (JSON), an interaction (form field `payload`) or a command (form).
 * @returns `undefined` for anything else
 */
export function parseSlackBody(contentType: string | undefined, body: Buffer): SlackBody | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const text = body.toString('utf8');
  if (type === 'application/json') return parseObject(text);
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload !== null) return parseObject(payload);
  return form.has('command') || form.has('ssl_check') ? Object.fromEntries(form) : undefined;
}

/**
 * Whether a request is Slack's check of the TLS certificate, the only request that Slack does not sign.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands#validating-ssl-certificates
 */
export function isCertificateCheck(contentType: string | undefined, body: Buffer): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded' || body.length > 1000) return false;
  const form = new URLSearchParams(body.toString('utf8'));
  return form.get('ssl_check') === '1' && [...form.keys()].every((name) => name === 'ssl_check' || name === 'token');
}

function parseObject(text: string): SlackBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SlackBody) : undefined;
  } catch {
    return undefined;
  }
}
