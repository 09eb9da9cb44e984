import { createHmac } from 'node:crypto';

/**
 * Slack's signature of a request.
 * @param timestampS Unix seconds, as in the header `x-slack-request-timestamp`
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signature(signingSecret: string, timestampS: number, rawBody: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestampS}:${rawBody}`).digest('hex')}`;
}
