import { WebClient } from '@slack/web-api';
import { createRateLimits, type Tier } from 'slack-aws-sandbox/slack';
import { webClientOptions } from '../../src/web-api/client.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Requests seen by Slack. */
export interface SimulatedSlack {
  client: WebClient;
  calls: Map<string, number>;
  /** Calls refused by a rate limit. */
  limited: number;
  /** Messages posted twice. */
  duplicates: number;
}

export interface SimulatedSlackOptions {
  time: VirtualTime;
  random: () => number;
  latencyMs: number;
  /** Fraction of messages that are posted although the answer reports an error. */
  lostPart: number;
  /** Called for each message in a thread. */
  onPost: (message: { channel: string; arn: string; key: string }) => void;
}

const tiers: Readonly<Record<string, Tier | 'posting'>> = { 'chat.postMessage': 'posting', 'chat.getPermalink': 4 };
/** Messages kept per thread, so that they can be found again. */
const remembered = 20;

/** Simulated workspace with Slack's rate limits and latency, called by the real client without HTTP. */
export function createSimulatedSlack({
  time,
  random,
  latencyMs,
  lostPart,
  onPost,
}: SimulatedSlackOptions): SimulatedSlack {
  const limits = createRateLimits(time.now);
  const threads = new Map<string, { ts: string; metadata: { event_payload: { key: string } } }[]>();
  const slack = { calls: new Map<string, number>(), limited: 0, duplicates: 0 };
  const seen = new Set<string>();
  let posted = 0;

  function post(form: URLSearchParams): object {
    const [channel, thread] = [form.get('channel') ?? '', form.get('thread_ts') ?? ''];
    const metadata = JSON.parse(form.get('metadata') ?? '{}') as { event_payload: { arn: string; key: string } };
    const { arn, key } = metadata.event_payload;
    const id = `${channel} ${arn} ${key}`;
    if (seen.has(id)) slack.duplicates += 1;
    seen.add(id);
    posted += 1;
    const ts = `${Math.floor(time.now() / 1000)}.${String(posted % 1_000_000).padStart(6, '0')}`;
    const inThread = threads.get(`${channel} ${thread}`) ?? [];
    threads.set(`${channel} ${thread}`, [...inThread, { ts, metadata }].slice(-remembered));
    onPost({ channel, arn, key });
    return { ok: true, ts };
  }

  function answer(method: string, form: URLSearchParams): object {
    if (method === 'chat.postMessage') return post(form);
    if (method === 'conversations.info') return { ok: true, channel: { is_member: true } };
    if (method !== 'conversations.replies') return { ok: true };
    return { ok: true, messages: threads.get(`${form.get('channel')} ${form.get('ts')}`) ?? [] };
  }

  const fetchInProcess = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const method = String(url).split('/').at(-1) ?? '';
    const form = new URLSearchParams(String(init?.body));
    slack.calls.set(method, (slack.calls.get(method) ?? 0) + 1);
    await time.sleep(latencyMs * (0.5 + random()));
    const waitS = limits.take(method, tiers[method] ?? 3, form.get('channel') ?? '');
    if (waitS > 0) {
      slack.limited += 1;
      const headers = { 'retry-after': String(waitS) };
      return Response.json({ ok: false, error: 'ratelimited' }, { status: 429, headers });
    }
    const answered = answer(method, form);
    if (method === 'chat.postMessage' && random() < lostPart) return new Response('', { status: 500 });
    return Response.json(answered);
  };

  const client = new WebClient('xoxb-simulated', {
    ...webClientOptions('http://slack.invalid/api/'),
    fetch: fetchInProcess,
  });
  return Object.assign(slack, { client });
}
