/** One call that reached the embedded AWS. */
export interface Call {
  service: string;
  operation: string;
  region: string;
  account: string;
  /** The input as sent: parsed JSON, or the fields of a form or query. */
  input: Record<string, unknown>;
  /** Epoch milliseconds. */
  at: number;
  /** HTTP status of the answer; 0 when none was given. */
  status: number;
}

/** The newest calls, oldest first. */
export interface CallLog {
  all(): readonly Call[];
  /** How many calls of an operation were seen since the start or the last `clear`, also those no longer kept. */
  count(operation: string): number;
  add(call: Call): void;
  clear(): void;
}

/** @param limit how many calls are kept */
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
