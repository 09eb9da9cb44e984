import { regionalEndpoint } from '../aws-names.ts';
import { givenEndpoint, requestUrl } from '../config/endpoints.ts';
import type { AwsClients } from './clients.ts';
import { callJson, type WireObject } from './json-call.ts';

/** Calls an operation of SSM Contacts. Input and output are as in the API reference. */
export type ContactsCall = (
  operation: string,
  input: object,
  region: string,
  role: string | undefined,
) => Promise<WireObject>;

const timeoutMs = 4000;

/**
 * Creates the caller. It sends signed AWS JSON 1.1 requests itself, because the SDK client of this service is large and
 * outdated.
 * @param environment for `AWS_ENDPOINT_URL_SSM_CONTACTS` and `AWS_ENDPOINT_URL`
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Operations_AWS_Systems_Manager_Incident_Manager_Contacts.html
 */
export function createContactsCall(clients: AwsClients, environment: NodeJS.ProcessEnv): ContactsCall {
  return async (operation, input, region, role) => {
    const endpoint =
      givenEndpoint(environment, 'AWS_ENDPOINT_URL_SSM_CONTACTS') ?? regionalEndpoint('ssm-contacts', region);
    return callJson(clients, {
      action: `ssm-contacts:${operation}`,
      method: 'POST',
      url: requestUrl(endpoint),
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SSMContacts.${operation}` },
      body: JSON.stringify(input),
      region,
      role,
      timeoutMs,
    });
  };
}
