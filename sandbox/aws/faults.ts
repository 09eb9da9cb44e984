/**
 * What goes wrong. `stall`: no answer ever. `reset`: the connection breaks. `nonsense`: an answer that is no JSON or XML.
 * `half_json`: one that ends in the middle. `refused`: an error in AWS's own form, by its name. `page`: the HTML page of
 * something between the client and AWS.
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

/** A fault, for all calls that match what is named. */
export interface Fault {
  kind: FaultKind;
  service?: string;
  operation?: string;
  region?: string;
  /** Name of the error, for `refused`. */
  code?: string;
  /** HTTP status of `refused` (default 400) or `page` (default 502). */
  status?: number;
  /** What a `refused` error says. */
  message?: string;
  /** How many calls it hits; all when absent. */
  times?: number;
  /** How long the answer takes in addition, in milliseconds. */
  latencyMs?: number;
  /** Of the matching calls, the share that it hits. */
  probability?: number;
  /** 0 up to, not including, 1; needed with `probability`. */
  random?: () => number;
  /** The call is carried out, and only then does it go wrong: a write happens, its answer is lost or late. */
  afterwards?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Faults that hit this call, at most one of which is not `latency`; counts them as used. */
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
