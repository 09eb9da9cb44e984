/** One call that reached the embedded AWS. */
export interface Call {
  service: string;
  operation: string;
  region: string;
  account: string;
  /** The input as sent: parsed JSON, or the fields of a form or query string. */
  input: Record<string, unknown>;
  /** Epoch milliseconds. */
  at: number;
  /** HTTP status of the response; 0 when there was none. */
  status: number;
}

/** The retained calls, oldest first. */
export interface CallLog {
  all(): readonly Call[];
  /** Number of calls of an operation since the start or the last `clear`, including those no longer retained. */
  count(operation: string): number;
  add(call: Call): void;
  clear(): void;
}

/** @param limit number of calls to retain */
export function createCallLog(limit = 1000): CallLog {
  let calls: Call[] = [];
  const counts = new Map<string, number>();
  return {
    all: () => calls,
    count: (operation) => counts.get(operation) ?? 0,
    add(call) {
      calls.push(call);
      if (calls.length > limit) calls.shift();
      counts.set(call.operation, (counts.get(call.operation) ?? 0) + 1);
    },
    clear() {
      calls = [];
      counts.clear();
    },
  };
}
