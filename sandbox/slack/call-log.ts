import type { JsonObject } from './json-value.ts';

/** One call from the app to Slack. */
interface Call {
  /** A Web API method, `response_url` or `upload`. */
  method: string;
  /** Arguments, without the token. */
  args: JsonObject;
  /** Epoch milliseconds. */
  at: number;
  ok: boolean;
  error?: string;
}

export interface CallLog {
  /** The newest 5000 calls, oldest first. */
  all(method?: string): Call[];
  /** Number of calls of a method, successful or not. */
  count(method?: string): number;
  clear(): void;
  add(call: Call): void;
}

const kept = 5000;

export function createCallLog(): CallLog {
  let calls: Call[] = [];
  const all = (method?: string) => calls.filter((call) => method === undefined || call.method === method);
  return {
    all,
    count: (method) => all(method).length,
    clear: () => {
      calls = [];
    },
    add(call) {
      calls.push(call);
      if (calls.length > kept) calls.shift();
    },
  };
}
