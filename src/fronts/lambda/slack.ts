import { AppError } from '../../errors.ts';
import type { HttpAnswer } from '../http/answer.ts';
import { installPaths } from '../http/install-paths.ts';
import { createSlackFront, type SlackFront } from '../http/slack-front.ts';
import { type HttpRequest, parseHttpEvent, toHttpResult } from './http-event.ts';
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
  // The other secrets are those of an installation.
  const own = { SLACK_SIGNING_SECRET: process.env.SLACK_SIGNING_SECRET };
  const { SLACK_SIGNING_SECRET: signingSecret } = await withSecrets(own, call);
  if (!signingSecret) throw new AppError('configuration', 'SLACK_SIGNING_SECRET: found nothing');
  const { QUEUE_URL: queueUrl, PEOPLE_QUEUE_URL: peopleQueueUrl } = process.env;
  return createSlackFront({ signingSecret, queue: createSqsSender(call, { queueUrl, peopleQueueUrl }, now), now, log });
});

const openInstall = once(async () => (await import('./install.ts')).openInstallRoutes(now));

// Read the secret during the init phase, so that it is ready for the first request.
if (isReference(process.env.SLACK_SIGNING_SECRET?.trim())) open().catch(() => undefined);

/**
 * The front for Slack as a Lambda function, behind a function URL or an API Gateway (payload format 2.0 or 1.0): checks the
 * signature, queues a job and acknowledges. An internal error is a 500, so that Slack retries. An event that is not a
 * request is ignored. Where the app is installed by OAuth, it serves those two pages as well.
 */
export async function handler(event: unknown): Promise<ReturnType<typeof toHttpResult>> {
  const request = parseHttpEvent(event);
  if (request === undefined) return toHttpResult({ status: 200 });
  try {
    return toHttpResult(await answer(request), request.cookiesApart);
  } catch (error) {
    // An error of the other bundle has a class of its own.
    const { code = 'fault', message: reason = String(error) } = error as Partial<AppError>;
    log.error('request failed', { code, reason });
    return toHttpResult({ status: 500, body: 'try again\n' });
  }
}

async function answer({ method, path, query, headers, body }: HttpRequest): Promise<HttpAnswer> {
  // API Gateway puts its stage in front.
  const install = process.env.SLACK_CLIENT_ID?.trim() ? installPaths.find((each) => path.endsWith(each)) : undefined;
  if (install !== undefined) {
    if (method !== 'GET') return { status: 405, body: 'GET only\n' };
    return (await openInstall())(query === '' ? install : `${install}?${query}`, headers);
  }
  if (method !== 'POST') return { status: 405, body: 'POST only\n' };
  return (await open())(headers, body);
}
