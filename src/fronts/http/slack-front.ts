import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLinkButton } from '../../cards/block-kit/action-ids.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Log } from '../../log.ts';
import { createRecent } from '../../recent.ts';
import { parseDirectMessage, parseLinks, parseMessage } from '../../slack/message-events.ts';
import { answerWhenStored } from '../form-response.ts';
import { isCertificateCheck, parseSlackBody, type SlackBody } from '../slack-body.ts';
import { slackJob } from '../slack-job.ts';
import { readSlackRequest, type SlackRequest } from '../slack-request.ts';
import { type HttpAnswer, oneHeader } from './answer.ts';

export interface SlackFrontOptions {
  signingSecret: string;
  queue: Pick<JobQueue, 'send'>;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** Handles a request from Slack: verifies it, stores a job and acknowledges. */
export type SlackFront = (headers: IncomingHttpHeaders, body: Buffer) => Promise<HttpAnswer>;

/** The interval at which a refusal of one kind is logged again, in milliseconds: anyone can cause refusals. */
const logAgainMs = 60_000;

/**
 * The front for Slack over HTTP. It acknowledges as soon as the job is stored. Answers 401 to a request that Slack did not
 * sign within the last five minutes, and 400 to one that does not parse.
 * @returns a function that throws when the job could not be stored
 */
export function createSlackFront({ signingSecret, queue, now, log }: SlackFrontOptions): SlackFront {
  const recentlyLogged = createRecent<true>(10, now);

  function refuse(fault: SignatureFault, signed: SignedRequest): HttpAnswer {
    if (recentlyLogged.get(fault) === undefined) {
      recentlyLogged.set(fault, true, logAgainMs);
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
    if (payload === undefined) return { status: 400, body: 'not a request from Slack\n' };
    const immediate = answerWithoutJob(payload);
    if (immediate !== undefined) return immediate;
    const num = Number(oneHeader(headers, 'x-slack-retry-num'));
    const reason = oneHeader(headers, 'x-slack-retry-reason');
    await queue.send([slackJob(payload, now(), { ...(num > 0 && num < 1000 && { num }), ...(reason && { reason }) })]);
    const answer = answerWhenStored(payload);
    return { status: 200, ...(answer && { body: answer }) };
  };
}

/** The response to a request that needs no job; `undefined` for one that does. */
export function answerWithoutJob(body: SlackBody): HttpAnswer | undefined {
  const request = readSlackRequest(body);
  if (request.kind === 'url_verification') return { status: 200, body: request.challenge };
  if (request.kind === 'ssl_check') return { status: 200 };
  if (request.kind === 'click' && isLinkButton(request.actionId)) return { status: 200 };
  return request.kind === 'event' && !needsJob(request) ? { status: 200 } : undefined;
}

/** Messages need a job only if they are addressed to the app or contain a link that it unfurls, however busy the workspace. */
function needsJob({ type, event }: SlackRequest & { kind: 'event' }): boolean {
  if (type === 'message') return parseMessage(event) !== undefined || parseDirectMessage(event) !== undefined;
  return type !== 'link_shared' || parseLinks(event.links).length > 0;
}

/** The likely cause of a wrong signature, for the log. */
function reasonFor(fault: SignatureFault, { timestamp }: SignedRequest, nowMs: number): string {
  switch (fault) {
    case 'unsigned':
      return 'The request has no signature, so it is not from Slack.';
    case 'secret':
      return 'SLACK_SIGNING_SECRET is not the secret of the app that sent it, or the request is not from Slack.';
    case 'clock': {
      const offS = Math.round(nowMs / 1000 - Number(timestamp));
      const off = `${Math.abs(offS)} s ${offS > 0 ? 'behind' : 'ahead of'} this machine's clock`;
      return `The signature is right, but its timestamp is ${off}: the clock is wrong, or the request is a replay.`;
    }
  }
}

/** Slack's tolerance for timestamps, in seconds, in both directions. */
const toleranceS = 300;

export interface SignedRequest {
  /** The unchanged body. */
  body: Buffer;
  /** Header `x-slack-request-timestamp`. */
  timestamp: string | undefined;
  /** Header `x-slack-signature`. */
  signature: string | undefined;
}

/**
 * Whether Slack signed a request within the last five minutes (or, for clock differences, the next five). Compares in
 * constant time.
 * @param nowMs epoch milliseconds
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isSignedBySlack(request: SignedRequest, secret: string, nowMs: number): boolean {
  const { body, timestamp = '', signature = '' } = request;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceS) return false;
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'));
}

/** Why a signature is refused: there is none, the timestamp is off, or it was made with another secret. */
export type SignatureFault = 'unsigned' | 'clock' | 'secret';

/** Why `isSignedBySlack` refused a request. `clock`: the signature is right for the request's own timestamp. */
export function signatureFault(request: SignedRequest, secret: string): SignatureFault {
  const { timestamp, signature } = request;
  if (timestamp === undefined || signature === undefined) return 'unsigned';
  return isSignedBySlack(request, secret, Number(timestamp) * 1000) ? 'clock' : 'secret';
}
