import { signRequest } from '../../aws/sign-request.ts';
import { regionalEndpoint } from '../../aws-names.ts';
import { givenEndpoint, queueEndpoint, queueRegion, requestUrl } from '../../config/endpoints.ts';
import { AppError } from '../../errors.ts';

export interface SignedCallOptions {
  /** Lambda's environment, with credentials and Region. Endpoints can be overridden as in every AWS SDK. */
  environment: NodeJS.ProcessEnv;
  now: () => number;
  /** The timeout of one attempt, in milliseconds. */
  timeoutMs: number;
}

/** Calls an operation of a service with the AWS JSON protocol, and returns its output. */
export type SignedCall = (operation: Operation, input: object) => Promise<Readonly<Record<string, unknown>>>;

type Operation = { service: 'sqs'; name: string; queueUrl: string } | { service: 'ssm'; name: string };

/** The `X-Amz-Target` prefix and the protocol version of each service. */
const protocols = {
  sqs: { target: 'AmazonSQS', version: '1.0' },
  ssm: { target: 'AmazonSSM', version: '1.1' },
} as const;

const maxAttempts = 3;
const pauseMs = 50;

/**
 * Creates the caller: a signed `fetch` instead of an AWS SDK client, which would dominate the cold start. Makes up to three
 * attempts when AWS does not answer or throttles, so the operation must be idempotent.
 * @returns a function that throws AppError `configuration`, `access_denied`, `invalid_request` or `aws_unavailable`
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function createSignedCall({ environment, now, timeoutMs }: SignedCallOptions): SignedCall {
  async function once(operation: Operation, body: string): Promise<Response> {
    const { service, name } = operation;
    const { target, version } = protocols[service];
    const { endpoint, region } = placeOf(operation, environment);
    const url = requestUrl(endpoint);
    const sessionToken = environment.AWS_SESSION_TOKEN?.trim();
    const headers = signRequest({
      method: 'POST',
      url,
      body,
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${name}` },
      service,
      region,
      credentials: {
        accessKeyId: needed(environment, 'AWS_ACCESS_KEY_ID'),
        secretAccessKey: needed(environment, 'AWS_SECRET_ACCESS_KEY'),
        ...(sessionToken && { sessionToken }),
      },
      nowMs: now(),
    });
    return fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
  }

  return async (operation, input) => {
    const action = `${operation.service}:${operation.name}`;
    const body = JSON.stringify(input);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await once(operation, body);
        const output = await answer.text();
        if (answer.ok) return JSON.parse(output || '{}');
        throw refusal(action, answer.status, output);
      } catch (error) {
        const fault = error instanceof AppError ? error : unanswered(action, error);
        if (!fault.transient || attempt === maxAttempts) throw fault;
        await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
      }
    }
  };
}

function needed(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name]?.trim();
  if (!value) throw new AppError('configuration', `${name}: found nothing; Lambda sets it.`);
  return value;
}

function placeOf(operation: Operation, environment: NodeJS.ProcessEnv): { endpoint: string; region: string } {
  const region = needed(environment, 'AWS_REGION');
  if (operation.service === 'sqs') {
    const { queueUrl } = operation;
    return { endpoint: queueEndpoint(queueUrl, environment), region: queueRegion(queueUrl) ?? region };
  }
  return { endpoint: givenEndpoint(environment, 'AWS_ENDPOINT_URL_SSM') ?? regionalEndpoint('ssm', region), region };
}

/** The error of a response. The body names it, with or without a namespace. */
function refusal(action: string, status: number, output: string): AppError {
  const name = /"__type"\s*:\s*"(?:[^"#]*#)?([A-Za-z.]+)/.exec(output)?.[1] ?? String(status);
  const cause = { cause: name };
  if (status >= 500 || status === 429 || name.includes('Throttl')) return unanswered(action, name);
  if (status === 403 || name.includes('AccessDenied')) {
    return new AppError('access_denied', `AWS refused ${action} (${name}). The function's role lacks it.`, cause);
  }
  return new AppError('invalid_request', `AWS did not accept ${action}: ${name}.`, cause);
}

const unanswered = (action: string, cause: unknown) =>
  new AppError('aws_unavailable', `AWS did not answer ${action}. Retrying automatically.`, { cause });
