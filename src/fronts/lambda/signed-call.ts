import { signRequest } from '../../aws/sign-request.ts';
import { givenEndpoint, queueEndpoint, queueRegion, requestUrl } from '../../endpoints.ts';
import { AppError } from '../../errors.ts';

export interface SignedCallOptions {
  /** Where Lambda puts the function's credentials and Region; endpoints may be replaced as in every AWS SDK. */
  environment: NodeJS.ProcessEnv;
  now: () => number;
  /** How long one try may take, in milliseconds. */
  timeoutMs: number;
}

/** Calls an operation of a service that speaks AWS JSON; answers its output. */
export type SignedCall = (operation: Operation, input: object) => Promise<Readonly<Record<string, unknown>>>;

type Operation = { service: 'sqs'; name: string; queueUrl: string } | { service: 'ssm'; name: string };

/** What each service calls itself in `X-Amz-Target`, and its version of the protocol. */
const dialects = {
  sqs: { target: 'AmazonSQS', version: '1.0' },
  ssm: { target: 'AmazonSSM', version: '1.1' },
} as const;

const tries = 3;
const pauseMs = 50;

/**
 * Makes the caller: a signed `fetch`, no client of AWS's, because loading one takes longer than all else a front does.
 * Tries three times where AWS did not answer or was busy, so the operation must be safe to repeat.
 * @throws AppError `configuration`, `access_denied`, `invalid_request`, or `aws_unavailable` when no try was answered
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function createSignedCall({ environment, now, timeoutMs }: SignedCallOptions): SignedCall {
  async function once(operation: Operation, body: string): Promise<Response> {
    const { service, name } = operation;
    const { target, version } = dialects[service];
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
        if (!fault.transient || attempt === tries) throw fault;
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
  const own = `https://ssm.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return { endpoint: givenEndpoint(environment, 'AWS_ENDPOINT_URL_SSM') ?? own, region };
}

/** Errors are named in the body, with or without a namespace. */
function refusal(action: string, status: number, output: string): AppError {
  const name = /"__type"\s*:\s*"(?:[^"#]*#)?([A-Za-z.]+)/.exec(output)?.[1] ?? String(status);
  const cause = { cause: name };
  if (status >= 500 || status === 429 || name.includes('Throttl')) return unanswered(action, name);
  if (status === 403 || name.includes('AccessDenied')) {
    return new AppError('access_denied', `AWS refused ${action} (${name}). The function’s role lacks it.`, cause);
  }
  return new AppError('invalid_request', `AWS did not accept ${action}: ${name}.`, cause);
}

const unanswered = (action: string, cause: unknown) =>
  new AppError('aws_unavailable', `AWS did not answer ${action}. Retrying automatically.`, { cause });
