import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Log } from '../../log.ts';
import { createRecent } from '../../recent.ts';
import { parseDirectMessage } from '../../slack/commands/addressed-message.ts';
import { parseLinks } from '../../slack/unfurls/read-links.ts';
import { parseMessage } from '../../slack/unfurls/read-message.ts';
import { answerWhenStored } from '../saving-view.ts';
import { isCertificateCheck, parseSlackBody, type SlackBody, textAt } from '../slack-body.ts';
import { slackJob } from '../slack-job.ts';
import { type HttpAnswer, oneHeader } from './answer.ts';

export interface SlackFrontOptions {
  signingSecret: string;
  queue: Pick<JobQueue, 'send'>;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** Answers one request from Slack: verified, stored, done. */
export type SlackFront = (headers: IncomingHttpHeaders, body: Buffer) => Promise<HttpAnswer>;

/** A refusal of one kind is one line in so many milliseconds: anybody can send what is refused. */
const quietMs = 60_000;

/**
 * The front for Slack over HTTP. It answers as soon as the job is stored, whatever AWS does. Refuses with 401 what Slack
 * did not sign within five minutes, with 400 what it cannot read.
 */
export function createSlackFront({ signingSecret, queue, now, log }: SlackFrontOptions): SlackFront {
  const refusedLately = createRecent<true>(10, now);

  function refuse(fault: SignatureFault, signed: SignedRequest): HttpAnswer {
    if (refusedLately.get(fault) === undefined) {
      refusedLately.set(fault, true, quietMs);
      log.warn('request not signed by Slack', { code: fault, reason: reasonFor(fault, signed, now()) });
    }
    return { status: 401, body: 'not signed by Slack\n' };
  }

  return async (headers, body) => {
    const contentType = oneHeader(headers, 'content-type');
    const signed = {
      body,
      timestamp: oneHeader(headers, 'x-slack-request-timestamp'),
      signature: oneHeader(headers, 'x-slack-signature'),
    };
    if (!isSignedBySlack(signed, signingSecret, now())) {
      const fault = signatureFault(signed, signingSecret);
      return fault === 'unsigned' && isCertificateCheck(contentType, body) ? { status: 200 } : refuse(fault, signed);
    }
    const payload = parseSlackBody(contentType, body);
    if (payload === undefined) return { status: 400, body: 'not a request of Slack’s\n' };
    const known = answerAtOnce(payload);
    if (known !== undefined) return known;
    const num = Number(oneHeader(headers, 'x-slack-retry-num'));
    const reason = oneHeader(headers, 'x-slack-retry-reason');
    await queue.send([slackJob(payload, now(), { ...(num > 0 && num < 1000 && { num }), ...(reason && { reason }) })]);
    const answer = answerWhenStored(payload);
    return { status: 200, ...(answer && { body: answer }) };
  };
}

/** What needs no worker. */
export function answerAtOnce(body: SlackBody): HttpAnswer | undefined {
  if (textAt(body, 'type') === 'url_verification') return { status: 200, body: textAt(body, 'challenge') };
  if ('ssl_check' in body || !worthAJob(body)) return { status: 200 };
  return undefined;
}

/** A busy workspace costs the worker nothing: only messages to the app, and messages and links that name what it answers, go on. */
function worthAJob(body: SlackBody): boolean {
  const type = textAt(body, 'event', 'type');
  if (type === 'message') {
    return parseMessage(body.event) !== undefined || parseDirectMessage(body.event) !== undefined;
  }
  return type !== 'link_shared' || parseLinks((body.event as { links?: unknown }).links).length > 0;
}

/** The likely cause, for whoever runs the app. */
function reasonFor(fault: SignatureFault, { timestamp }: SignedRequest, nowMs: number): string {
  switch (fault) {
    case 'unsigned':
      return 'It carries no signature: somebody other than Slack sent it.';
    case 'secret':
      return 'SLACK_SIGNING_SECRET is not the secret of the app that sent it, or somebody other than Slack did.';
    case 'clock': {
      const offS = Math.round(nowMs / 1000 - Number(timestamp));
      const off = `${Math.abs(offS)} s ${offS > 0 ? 'behind' : 'ahead of'} this machine's clock`;
      return `Its signature is right, but it is dated ${off}: the clock is wrong, or an old request was sent again.`;
    }
  }
}

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
