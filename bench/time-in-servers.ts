import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** One request that a server of this process answered, in milliseconds of `performance.now()`. */
export interface Served {
  path: string;
  fromMs: number;
  /** Infinite while it is being answered. */
  toMs: number;
}

/** Notes every request that any HTTP server of this process gets, without being in its way. */
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

/** For how much of a span at least one request was being answered, in milliseconds. */
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
