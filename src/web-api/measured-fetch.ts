import type { CallOutcome, Metrics } from '../metrics.ts';

/** A method of the Web API at the end of a path. */
const method = /\/([a-z][A-Za-z]*(?:\.[a-zA-Z]+)+)$/;

/**
 * Makes a `fetch` report every call of a Web API method, by the `ok` and `error` of its answer.
 * @see https://docs.slack.dev/apis/web-api/#slack-web-api__evaluating-responses
 */
export function measuredFetch(send: typeof fetch, metrics: Metrics | undefined): typeof fetch {
  if (metrics === undefined) return send;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const begunMs = performance.now();
    const report = (outcome: CallOutcome) =>
      metrics.called({
        service: 'slack',
        // Only names of methods: what else is in an address is not for a label.
        method: method.exec(url.pathname)?.[1] ?? 'other',
        outcome,
        durationMs: performance.now() - begunMs,
      });
    try {
      const answer = await send(input, init);
      report(await outcomeOf(answer));
      return answer;
    } catch (error) {
      report('failed');
      throw error;
    }
  };
}

async function outcomeOf(answer: Response): Promise<CallOutcome> {
  if (answer.status === 429) return 'throttled';
  if (answer.status >= 500) return 'failed';
  try {
    const { ok, error } = (await answer.clone().json()) as { ok?: unknown; error?: unknown };
    if (ok === true) return 'ok';
    return error === 'ratelimited' || error === 'rate_limited' ? 'throttled' : 'refused';
  } catch {
    return answer.ok ? 'failed' : 'refused';
  }
}
