import { createHmac } from 'node:crypto';

/** Signing secret of the servers under load. */
export const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';

/** One signed HTTP request. */
export interface SignedRequest {
  method: 'POST';
  path: string;
  headers: Record<string, string>;
  body: string;
}

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/78bd9919-b9ac-962d-91e0-149960600e3f';

/**
 * Slash commands as Slack sends them. Each is unique, because a duplicate would be dropped without being stored and make
 * the server look faster. Signatures are valid for five minutes from `nowMs` (epoch milliseconds).
 */
export function signedCommands(count: number, nowMs: number): SignedRequest[] {
  const timestamp = String(Math.floor(nowMs / 1000));
  return Array.from({ length: count }, (_, index): SignedRequest => {
    const body = new URLSearchParams({
      token: 'gIkuvaNzQIHg97ATvDxqgjtO',
      team_id: 'T0123ABCD',
      team_domain: 'example',
      channel_id: `C${String(index % 100).padStart(9, '0')}`,
      channel_name: 'incidents',
      user_id: `U${String(index % 1000).padStart(9, '0')}`,
      user_name: 'ada',
      command: '/incident',
      text: arn,
      api_app_id: 'A0123ABCD',
      is_enterprise_install: 'false',
      response_url: `https://hooks.slack.com/commands/T0123ABCD/${index}/ulZxoJ6JPiAvhEZFGcQm1bKs`,
      trigger_id: `${nowMs}.${index}.0d9ab7da4c5b3b3b7c3e3c1d6e4f5a6b`,
    }).toString();
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    return {
      method: 'POST',
      path: '/slack/events',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        accept: 'application/json,*/*',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    };
  });
}
