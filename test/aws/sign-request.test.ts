import { AwsV4Signer } from 'aws4fetch';
import { expect, test } from 'vitest';
import { signRequest } from '../../src/aws/sign-request.ts';

const nowMs = Date.parse('2026-01-02T03:04:05.678Z');
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

const query = 'arn=arn%3Aaws%3Assm-incidents%3A%3A1%3Aincident-record%2Fa%2Fb&nextToken=a%2B%2F%3D&b=!%27()*&a=2&a=1';

test.each([
  ['a queue', 'POST', 'https://sqs.eu-west-1.amazonaws.com/', 'sqs', '{"QueueUrl":"ö"}', {}],
  ['parameters', 'POST', 'http://127.0.0.1:4566/', 'ssm', '{}', {}],
  ['an endpoint with a path', 'POST', 'http://127.0.0.1:4566/base/a%20b/', 'ssm', '{}', {}],
  ['with a session', 'POST', 'https://sqs.eu-west-1.amazonaws.com/', 'sqs', '{}', { sessionToken: 'token+/=' }],
  [
    'a query',
    'GET',
    `https://ssm-incidents.eu-west-1.amazonaws.com/getIncidentRecord?${query}`,
    'ssm-incidents',
    '',
    {},
  ],
] as const)('%s: signed as another implementation signs it', async (_, method, address, service, body, session) => {
  const url = new URL(address);
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
  const own = signRequest({
    method,
    url,
    body,
    headers,
    service,
    region: 'eu-west-1',
    credentials: { ...credentials, ...session },
    nowMs,
  });
  const signer = new AwsV4Signer({
    method,
    url: address,
    headers,
    body,
    service,
    region: 'eu-west-1',
    ...credentials,
    ...session,
    datetime: '20260102T030405Z',
    allHeaders: true,
  });
  const theirs = await signer.sign();
  expect(own.authorization).toBe(theirs.headers.get('authorization'));
  expect(own['x-amz-date']).toBe('20260102T030405Z');
});
