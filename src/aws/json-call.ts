import { isRegionName } from '../aws-names.ts';
import { requestSignal } from '../deadline.ts';
import { AppError } from '../errors.ts';
import type { AwsClients } from './clients.ts';
import { toAwsError } from './fault.ts';
import { measureCall } from './measure-calls.ts';
import { signRequest } from './sign-request.ts';

/** A JSON object as AWS's API names and writes it: times are seconds since 1970. */
export type WireObject = Readonly<Record<string, unknown>>;

export interface JsonRequest {
  /** The IAM action, for example `ssm-contacts:ListContacts`. */
  action: `${string}:${string}`;
  method: 'GET' | 'POST' | 'PATCH';
  url: URL;
  headers?: Readonly<Record<string, string>>;
  /** JSON; absent for a GET. */
  body?: string;
  region: string;
  /** ARN of the role to assume. */
  role: string | undefined;
  /** Milliseconds. */
  timeoutMs: number;
}

/**
 * Calls an operation of AWS without the service's own client, once.
 * @returns the answer as it came, with every field that AWS may add
 * @throws AppError as `toAwsError` says
 */
export function callJson(clients: AwsClients, request: JsonRequest, now = Date.now): Promise<WireObject> {
  const [service = '', operation = ''] = request.action.split(':');
  return measureCall(clients.metrics, service, operation, () => send(clients, request, now));
}

async function send(clients: AwsClients, request: JsonRequest, now: () => number): Promise<WireObject> {
  const { action, method, url, headers = {}, body = '', region, role, timeoutMs } = request;
  const [service = ''] = action.split(':');
  // The Region may come from an untrusted ARN, and it is part of the host's name.
  if (!isRegionName(region)) throw new AppError('invalid_request', 'The ARN has no Region, so AWS was not called.');
  let answer: Response;
  let text: string;
  try {
    const credentials = await clients.credentials(region, role);
    const signed = signRequest({ method, url, body, headers, service, region, credentials, nowMs: now() });
    const signal = requestSignal(AbortSignal.timeout(timeoutMs));
    const init = { method, headers: signed, ...(method !== 'GET' && { body }), ...(signal && { signal }) };
    answer = await fetch(url, init);
    text = await answer.text();
  } catch (error) {
    throw toAwsError(error, action);
  }
  const output = parse(text);
  if (answer.ok && output !== undefined) return output;
  const message = output?.message ?? output?.Message;
  throw toAwsError({ name: errorName(answer, output), message, $metadata: { httpStatusCode: answer.status } }, action);
}

/**
 * The error's name, without a namespace or an address behind it.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
function errorName({ headers }: Response, output: WireObject | undefined): string {
  const name = headers.get('x-amzn-errortype') ?? output?.code ?? output?.__type;
  return typeof name === 'string' ? name.replace(/^.*#/, '').replace(/:.*$/, '') : '';
}

function parse(text: string): WireObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as WireObject) : undefined;
  } catch {
    return undefined;
  }
}
