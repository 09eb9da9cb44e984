import { AwsClient } from 'aws4fetch';

/** Calls the contacts service over HTTP. Its client is not among the dependencies. */
export function contactsCaller(url: string) {
  return async (operation: string, input: object, region = 'eu-west-1') => {
    const signer = new AwsClient({
      accessKeyId: 'AK',
      secretAccessKey: 's',
      region,
      service: 'ssm-contacts',
      retries: 0,
    });
    const response = await signer.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SSMContacts.${operation}` },
      body: JSON.stringify(input),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}
