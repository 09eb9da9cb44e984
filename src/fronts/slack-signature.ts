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

/** Why a request does not count as Slack's. */
export type SignatureFault = 'unsigned' | 'clock' | 'secret';

/**
 * Checks that Slack signed a request within the last (or, by a clock that is off, the next) five minutes. Compares in
 * constant time.
 * @param nowMs milliseconds
 * @returns `undefined` when it did; `clock` when the signature is right and its time is not
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signatureFault(request: SignedRequest, secret: string, nowMs: number): SignatureFault | undefined {
  const { body, timestamp = '', signature = '' } = request;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'unsigned';
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'))) return 'secret';
  return Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceS ? 'clock' : undefined;
}
