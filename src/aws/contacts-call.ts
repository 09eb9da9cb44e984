import { AwsClient } from 'aws4fetch';
import { requestSignal } from '../deadline.ts';
import { givenEndpoint, requestUrl } from '../endpoints.ts';
import { AppError } from '../errors.ts';
import { isRegionName } from '../incidents/arn.ts';
import type { AwsClients } from './clients.ts';
import { toAwsError } from './fault.ts';

/** Calls an operation of SSM Contacts. Input and output are as in the API reference. */
export type ContactsCall = (
  operation: string,
  input: object,
  region: string,
  role: string | undefined,
) => Promise<Readonly<Record<string, unknown>>>;

const timeoutMs = 4000;

/**
 * Creates the caller. It sends signed AWS JSON 1.1 requests itself, because the SDK client of this service is large and
 * outdated.
 * @param environment for `AWS_ENDPOINT_URL_SSM_CONTACTS` and `AWS_ENDPOINT_URL`
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Operations_AWS_Systems_Manager_Incident_Manager_Contacts.html
 */
export function createContactsCall(clients: AwsClients, environment: NodeJS.ProcessEnv): ContactsCall {
  return async (operation, input, region, role) => {
    const action = `ssm-contacts:${operation}`;
    // The Region may come from an untrusted ARN, and it becomes part of the host name.
    if (!isRegionName(region)) {
      throw new AppError('invalid_request', 'The ARN of that contact has no Region, so AWS was not called.');
    }
    const endpoint =
      givenEndpoint(environment, 'AWS_ENDPOINT_URL_SSM_CONTACTS') ?? `https://ssm-contacts.${region}.amazonaws.com`;
    let answer: Response;
    let text: string;
    try {
      const credentials = await clients.credentials(region, role);
      const signer = new AwsClient({ ...credentials, service: 'ssm-contacts', region, retries: 0 });
      const signed = await signer.sign(requestUrl(endpoint).toString(), {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SSMContacts.${operation}` },
        body: JSON.stringify(input),
      });
      const signal = requestSignal(AbortSignal.timeout(timeoutMs));
      answer = await fetch(signed, { ...(signal && { signal }) });
      text = await answer.text();
    } catch (error) {
      throw toAwsError(error, action);
    }
    const body = parse(text);
    if (answer.ok && body !== undefined) return body;
    // The body names the error, with or without a namespace: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
    const name = typeof body?.__type === 'string' ? body.__type.replace(/^.*#/, '') : '';
    const message = body?.message ?? body?.Message;
    throw toAwsError({ name, message, $metadata: { httpStatusCode: answer.status } }, action);
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
