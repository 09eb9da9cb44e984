import type { IncomingHttpHeaders } from 'node:http';

/** The caller of a request, from the credential scope and the access key. */
export interface Caller {
  /** Twelve digits. */
  account: string;
  /** ARN of the user or assumed role. */
  principal: string;
  region: string;
}

/** A request to one embedded service, with its body and its credential scope parsed. */
export interface ServiceRequest extends Caller {
  method: string;
  /** As sent: still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The service's name in the credential scope, for example `ssm-incidents`; empty for an unsigned request. */
  service: string;
}

export interface ServiceResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** One embedded service. Answers every request that is signed for it. */
export type ServiceHandler = (request: ServiceRequest) => Promise<ServiceResponse>;
