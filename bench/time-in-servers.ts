import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** One request answered by an HTTP server in this process. Times are `performance.now()` in milliseconds. */
export interface Served {
  path: string;
  fromMs: number;
  /** Infinity until the response is finished. */
  toMs: number;
}

/** Records every request that any HTTP server in this process receives, through Node's diagnostics channels. */
export function watchServers() {
  const served: Served[] = [];
  const open = new Map<IncomingMessage, Served>();
  const started = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const one = { path: request.url ?? '', fromMs: performance.now(), toMs: Number.POSITIVE_INFINITY };
    open.set(request, one);
    served.push(one);
  };
  const finished = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const one = open.get(request);
    if (one !== undefined) one.toMs = performance.now();
    open.delete(request);
  };
  subscribe('http.server.request.start', started);
  subscribe('http.server.response.finish', finished);
  return {
    served,
    stop(): void {
      unsubscribe('http.server.request.start', started);
      unsubscribe('http.server.response.finish', finished);
    },
  };
}

/** How long at least one request was in progress between `fromMs` and `toMs`, in milliseconds. */
export function busyMs(served: readonly Served[], fromMs: number, toMs: number): number {
  const spans = served
    .map((one) => [Math.max(one.fromMs, fromMs), Math.min(one.toMs, toMs)] as const)
    .filter(([from, to]) => to > from)
    .sort(([a], [b]) => a - b);
  let busy = 0;
  let untilMs = fromMs;
  for (const [from, to] of spans) {
    busy += Math.max(0, to - Math.max(from, untilMs));
    untilMs = Math.max(untilMs, to);
  }
  return busy;
}
