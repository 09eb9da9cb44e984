/** How a call goes wrong. */
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
  /** `status` with an HTML page: something between the client and Slack. */
  | 'page'
  /** 200 with JSON that ends in the middle. */
  | 'half_json'
  /** 200 with `ok: false`, `fatal_error`. */
  | 'fatal_error'
  /** 200 with `ok: false` and `code`. */
  | 'refused'
  /** Nothing goes wrong, it only takes `latencyMs`. */
  | 'slow';

export interface Fault {
  kind: FaultKind;
  /** A Web API method, `response_url` or `upload`; every call when left out, every Web API call for `refused`. */
  method?: string;
  /** Slack's word for a refusal. */
  code?: string;
  /** Of a `page`; default 502. */
  status?: number;
  /** How often; without end when left out. */
  times?: number;
  /** Default 1. */
  retryAfterS?: number;
  latencyMs?: number;
  /** Do the work first, then fail: the answer is lost. */
  after?: boolean;
  /** From 0 to 1; default 1. */
  probability?: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault this call meets, if any; counts it. */
  take(method: string): Fault | undefined;
}

/** What carries no token, and so is never refused for the token's sake. */
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
