import { AwsClient } from 'aws4fetch';
import { requestSignal } from '../deadline.ts';
import { givenEndpoint, requestUrl } from '../endpoints.ts';
import type { AwsClients } from './clients.ts';
import { toAwsError } from './fault.ts';

/** A JSON object as AWS's API names and writes it: times are seconds since 1970. */
export type WireObject = Readonly<Record<string, unknown>>;

/** Reads of Incident Manager, with the method and path of each. A GET has its input in the query. */
const routes = {
  ListIncidentRecords: ['POST', 'listIncidentRecords'],
  GetIncidentRecord: ['GET', 'getIncidentRecord'],
  ListTimelineEvents: ['POST', 'listTimelineEvents'],
  GetTimelineEvent: ['GET', 'getTimelineEvent'],
  ListRelatedItems: ['POST', 'listRelatedItems'],
  ListIncidentFindings: ['POST', 'listIncidentFindings'],
  BatchGetIncidentFindings: ['POST', 'batchGetIncidentFindings'],
} as const;

/** Calls one operation of Incident Manager and gives the answer as it came, with every field that AWS may add. */
export type IncidentsCall = (
  operation: keyof typeof routes,
  input: WireObject,
  region: string,
  role: string | undefined,
) => Promise<WireObject>;

const timeoutMs = 10_000;

/**
 * Makes the caller. The service's own client gives only the fields that it knows, and an archive must have them all.
 * @param environment for `AWS_ENDPOINT_URL_SSM_INCIDENTS` and `AWS_ENDPOINT_URL`
 * @throws AppError what the call throws
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Operations_AWS_Systems_Manager_Incident_Manager.html
 */
export function createIncidentsCall(clients: AwsClients, environment: NodeJS.ProcessEnv): IncidentsCall {
  const signingKeys = new Map<string, ArrayBuffer>();
  return async (operation, input, region, role) => {
    const action = `ssm-incidents:${operation}`;
    const [method, path] = routes[operation];
    const endpoint =
      givenEndpoint(environment, 'AWS_ENDPOINT_URL_SSM_INCIDENTS') ?? `https://ssm-incidents.${region}.amazonaws.com`;
    const url = new URL(path, requestUrl(endpoint));
    if (method === 'GET') for (const [name, value] of Object.entries(input)) url.searchParams.set(name, String(value));
    let answer: Response;
    let text: string;
    try {
      const credentials = await clients.credentials(region, role);
      const signer = new AwsClient({
        ...credentials,
        service: 'ssm-incidents',
        region,
        retries: 0,
        cache: signingKeys,
      });
      const body = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) };
      const signed = await signer.sign(url.toString(), { method, ...(method === 'POST' && body) });
      const signal = requestSignal(AbortSignal.timeout(timeoutMs));
      answer = await fetch(signed, { ...(signal && { signal }) });
      text = await answer.text();
    } catch (error) {
      throw toAwsError(error, action);
    }
    const body = parse(text);
    if (answer.ok && body !== undefined) return body;
    throw toAwsError(
      { name: errorName(answer, body), message: body?.message, $metadata: { httpStatusCode: answer.status } },
      action,
    );
  };
}

/** @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization */
function errorName({ headers }: Response, body: WireObject | undefined): string {
  const name = headers.get('x-amzn-errortype') ?? body?.code ?? body?.__type;
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
