/** The kind of a fault. */
export type FaultKind =
  /** 429 with `Retry-After`. */
  | 'rate_limited'
  /** 500, `internal_error`. */
  | 'internal'
  /** 503 and no JSON. */
  | 'unavailable'
  /** No answer, the connection stays open. */
  | 'stall'
  /** The connection is cut. */
  | 'reset'
  /** 200 with something that is not JSON. */
  | 'nonsense'
  /** `status` with an HTML page, as from a proxy between the client and Slack. */
  | 'page'
  /** 200 with truncated JSON. */
  | 'half_json'
  /** 200 with `ok: false`, `fatal_error`. */
  | 'fatal_error'
  /** 200 with `ok: false` and `code`. */
  | 'refused'
  /** 200 with `ok: true` and the warning `code`: the work is done without the `metadata` of the call. */
  | 'warned'
  /** No failure, only a delay of `latencyMs`. */
  | 'slow';

export interface Fault {
  kind: FaultKind;
  /** A Web API method, `response_url` or `upload`. Default: every call; for `refused`, every Web API call. */
  method?: string;
  /** Slack's error code, for `refused`, or its warning, for `warned`. */
  code?: string;
  /** HTTP status of a `page`; default 502. */
  status?: number;
  /** Number of calls to affect; unlimited when absent. */
  times?: number;
  /** Default 1. */
  retryAfterS?: number;
  latencyMs?: number;
  /** Do the work first, then fail: the response is lost. */
  after?: boolean;
  /** Probability from 0 to 1; default 1. */
  probability?: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault for this call, if any; counts it as used. */
  take(method: string): Fault | undefined;
}

/** Calls without a token, which are never refused because of the token. */
const tokenless: ReadonlySet<string> = new Set(['response_url', 'upload']);

export function createFaults(random: () => number): Faults {
  let faults: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      faults = [];
    },
    take(method) {
      const found = faults.find(
        ({ fault }) =>
          (fault.method === undefined ? fault.kind !== 'refused' || !tokenless.has(method) : fault.method === method) &&
          (fault.probability === undefined || random() < fault.probability),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) faults = faults.filter((one) => one !== found);
      return found.fault;
    },
  };
}
