/**
 * The kinds of faults. `stall`: never answers. `reset`: breaks the connection. `nonsense`: answers with something other
 * than JSON or XML. `half_json`: answers with truncated JSON. `refused`: answers with an AWS error. `page`: answers
 * with an HTML page, as a proxy between client and AWS would.
 */
export type FaultKind =
  | 'throttle'
  | 'internal'
  | 'unavailable'
  | 'access_denied'
  | 'latency'
  | 'stall'
  | 'reset'
  | 'nonsense'
  | 'half_json'
  | 'refused'
  | 'page';

/** A fault for all calls that match the given fields. */
export interface Fault {
  kind: FaultKind;
  service?: string;
  operation?: string;
  region?: string;
  /** Error name, for `refused`. */
  code?: string;
  /** HTTP status of `refused` (default 400) or `page` (default 502). */
  status?: number;
  /** Error message, for `refused`. */
  message?: string;
  /** Number of calls to affect; all when absent. */
  times?: number;
  /** Additional delay before the response, in milliseconds. */
  latencyMs?: number;
  /** Share of the matching calls to affect, 0 to 1. */
  probability?: number;
  /** Returns a number in [0, 1); required with `probability`. */
  random?: () => number;
  /** Carry out the call before it fails: a write takes effect, its response is lost or late. */
  afterwards?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Faults for this call, at most one of which is not `latency`. Counts them as used. */
  take(call: { service: string; operation: string; region: string }): Fault[];
}

/** Faults that tests and the sandbox inject. */
export function createFaults(): Faults {
  let active: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear() {
      active = [];
    },
    take(call) {
      const hit: Fault[] = [];
      for (const entry of active) {
        const { fault } = entry;
        const matches =
          (fault.service ?? call.service) === call.service &&
          (fault.operation ?? call.operation) === call.operation &&
          (fault.region ?? call.region) === call.region;
        if (!matches || (fault.kind !== 'latency' && hit.some(({ kind }) => kind !== 'latency'))) continue;
        if (fault.probability !== undefined && (fault.random ?? Math.random)() >= fault.probability) continue;
        hit.push(fault);
        entry.left -= 1;
      }
      active = active.filter(({ left }) => left > 0);
      return hit;
    },
  };
}
