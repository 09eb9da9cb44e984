import type { IncomingHttpHeaders } from 'node:http';

/** Whoever sends a request, as the credential scope and the access key tell. */
export interface Caller {
  /** Twelve digits. */
  account: string;
  /** ARN of the user or assumed role. */
  principal: string;
  region: string;
}

/** A request to one embedded service, its body read and its credential scope taken apart. */
export interface ServiceRequest extends Caller {
  method: string;
  /** As sent: still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The service's name in the credential scope, for example `ssm-incidents`; empty when the request is not signed. */
  service: string;
}

export interface ServiceResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** One embedded service: answers every request that is signed for it. */
export type ServiceHandler = (request: ServiceRequest) => Promise<ServiceResponse>;
