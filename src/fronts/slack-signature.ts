import { createHmac, timingSafeEqual } from 'node:crypto';

/** Slack's own tolerance, both ways. */
const toleranceS = 300;

export interface SignedRequest {
  /** The body exactly as it came. */
  body: Buffer;
  /** Header `x-slack-request-timestamp`. */
  timestamp: string | undefined;
  /** Header `x-slack-signature`. */
  signature: string | undefined;
}

/**
 * Tells whether Slack signed a request within the last (or, by a clock that is off, the next) five minutes. Compares in
 * constant time.
 * @param nowMs milliseconds
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isSignedBySlack(request: SignedRequest, secret: string, nowMs: number): boolean {
  const { body, timestamp = '', signature = '' } = request;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceS) return false;
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'));
}
