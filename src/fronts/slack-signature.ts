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

/** Why a request does not count as Slack's: it has no signature, the clocks differ, or another secret signed it. */
export type SignatureFault = 'unsigned' | 'clock' | 'secret';

/** The likely cause for a request that `isSignedBySlack` refuses: with a `clock` fault it was right at its own time. */
export function signatureFault(request: SignedRequest, secret: string): SignatureFault {
  const { timestamp, signature } = request;
  if (timestamp === undefined || signature === undefined) return 'unsigned';
  return isSignedBySlack(request, secret, Number(timestamp) * 1000) ? 'clock' : 'secret';
}
