import { AppError } from '../../errors.ts';
import { createSlackFront, type SlackFront } from '../http/slack-front.ts';
import { parseHttpEvent, toHttpResult } from './http-event.ts';
import { once } from './once.ts';
import { createPlainLog } from './plain-log.ts';
import { isReference, withSecrets } from './secrets.ts';
import { createSignedCall } from './signed-call.ts';
import { createSqsSender } from './sqs-sender.ts';

const now = Date.now;
const log = createPlainLog();
// Slack's timeout is 3 s: three attempts fit.
const call = createSignedCall({ environment: process.env, now, timeoutMs: 800 });
const open = once(async (): Promise<SlackFront> => {
  const { SLACK_SIGNING_SECRET: signingSecret } = await withSecrets(process.env, call);
  if (!signingSecret) throw new AppError('configuration', 'SLACK_SIGNING_SECRET: found nothing');
  return createSlackFront({ signingSecret, queue: createSqsSender(call, process.env.QUEUE_URL, now), now, log });
});

// Read the secret during the init phase, so that it is ready for the first request.
if (isReference(process.env.SLACK_SIGNING_SECRET?.trim())) open().catch(() => undefined);

/**
 * The front for Slack as a Lambda function, behind a function URL or an API Gateway (payload format 2.0 or 1.0): checks the
 * signature, queues a job and acknowledges. An internal error is a 500, so that Slack retries. An event that is not a
 * request is ignored.
 */
export async function handler(event: unknown): Promise<ReturnType<typeof toHttpResult>> {
  const request = parseHttpEvent(event);
  if (request === undefined) return toHttpResult({ status: 200 });
  const { method, headers, body } = request;
  if (method !== 'POST') return toHttpResult({ status: 405, body: 'POST only\n' });
  try {
    const front = await open();
    return toHttpResult(await front(headers, body));
  } catch (error) {
    const { code, message: reason } = error instanceof AppError ? error : { code: 'fault', message: String(error) };
    log.error('request failed', { code, reason });
    return toHttpResult({ status: 500, body: 'try again\n' });
  }
}
