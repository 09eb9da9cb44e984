import { regionalEndpoint } from '../aws-names.ts';
import { givenEndpoint, requestUrl } from '../config/endpoints.ts';
import type { AwsClients } from './clients.ts';
import { callJson, type WireObject } from './json-call.ts';

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
  return async (operation, input, region, role) => {
    const [method, path] = routes[operation];
    const endpoint =
      givenEndpoint(environment, 'AWS_ENDPOINT_URL_SSM_INCIDENTS') ?? regionalEndpoint('ssm-incidents', region);
    const url = new URL(path, requestUrl(endpoint));
    if (method === 'GET') for (const [name, value] of Object.entries(input)) url.searchParams.set(name, String(value));
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) };
    const action = `ssm-incidents:${operation}` as const;
    return callJson(clients, { action, method, url, ...(method === 'POST' && json), region, role, timeoutMs });
  };
}
