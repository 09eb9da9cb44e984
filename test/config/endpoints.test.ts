import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createContactsCall } from '../../src/aws/contacts-call.ts';
import { openSqsClient } from '../../src/cloud/open-sqs.ts';
import { givenEndpoint, queueEndpoint, queueRegion, requestUrl } from '../../src/config/endpoints.ts';
import { createSignedCall } from '../../src/fronts/lambda/signed-call.ts';

test.each([
  [{}, undefined],
  [{ AWS_ENDPOINT_URL: 'http://a' }, 'http://a'],
  [{ AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_SSM: ' ' }, undefined],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_SSM: '' }, 'http://a'],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_SSM: ' http://b\n' }, 'http://b'],
])('%o: the endpoint of SSM is %s', (environment, endpoint) => {
  expect(givenEndpoint(environment, 'AWS_ENDPOINT_URL_SSM')).toBe(endpoint);
});

test.each([
  ['http://a', 'http://a/'],
  ['http://a/', 'http://a/'],
  ['http://a/base', 'http://a/base/'],
  ['http://a/base/two//', 'http://a/base/two/'],
])('a request to %s is posted to %s', (endpoint, url) => {
  expect(requestUrl(endpoint).href).toBe(url);
});

describe('where calls about a queue go', () => {
  const onAws = 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs.fifo';
  const own = 'http://127.0.0.1:9324/111122223333/jobs.fifo';
  const general = { AWS_ENDPOINT_URL: 'http://general' };
  const sqs = { AWS_ENDPOINT_URL_SQS: 'http://sqs' };

  test.each([
    [onAws, {}, 'https://sqs.eu-west-1.amazonaws.com'],
    [onAws, general, 'http://general'],
    [onAws, { ...general, ...sqs }, 'http://sqs'],
    [onAws, { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_SQS: '' }, 'https://sqs.eu-west-1.amazonaws.com'],
    [own, {}, 'http://127.0.0.1:9324'],
    [own, general, 'http://127.0.0.1:9324'],
    [own, { ...general, ...sqs }, 'http://sqs'],
    ['https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com/1/a', general, 'https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com'],
  ])('%s with %o: %s', (url, environment, endpoint) => {
    expect(queueEndpoint(url, environment)).toBe(endpoint);
  });

  test.each([
    [onAws, 'eu-west-1'],
    ['https://sqs-fips.us-east-1.amazonaws.com/1/a', 'us-east-1'],
    ['https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com/1/a', 'eu-west-1'],
    ['https://eu-central-1.queue.amazonaws.com/1/a', 'eu-central-1'],
    ['https://queue.amazonaws.com/1/a', 'us-east-1'],
    ['https://sqs.us-gov-west-1.amazonaws.com/1/a', 'us-gov-west-1'],
    ['http://sqs.eu-west-1.localhost.localstack.cloud:4566/1/a', 'eu-west-1'],
    [own, undefined],
  ])('%s is in %s', (url, region) => {
    expect(queueRegion(url)).toBe(region);
  });
});

describe('requests', () => {
  let server: Server;
  let address: string;
  let asked: { path: string | undefined; scope: string | undefined }[];
  const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };
  const elsewhere = 'https://sqs.us-east-1.amazonaws.com/111122223333/jobs.fifo';

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      const scope = /Credential=[^/]+\/\d+\/([^/]+\/[^/]+)/.exec(request.headers.authorization ?? '')?.[1];
      asked.push({ path: request.url, scope });
      request.resume().once('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, credentials);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('to SSM Contacts keep the path of their endpoint; an empty endpoint of the service is none', async () => {
    const environment = { AWS_ENDPOINT_URL: `${address}/aws`, AWS_ENDPOINT_URL_SSM_CONTACTS: '' };
    const clients = createAwsClients();
    await createContactsCall(clients, environment)('ListEngagements', {}, 'eu-west-1', undefined);
    clients.close();
    expect(asked).toEqual([{ path: '/aws/', scope: 'eu-west-1/ssm-contacts' }]);
  });

  test('of the fronts on Lambda keep it too, and go to the queue’s own Region', async () => {
    const environment = { ...credentials, AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_SQS: `${address}/sqs` };
    const call = createSignedCall({ environment, now: Date.now, timeoutMs: 2000 });
    await call({ service: 'sqs', name: 'SendMessage', queueUrl: elsewhere }, { QueueUrl: elsewhere });
    expect(asked).toEqual([{ path: '/sqs/', scope: 'us-east-1/sqs' }]);
  });

  test('of the SQS client that name a queue go to AWS_ENDPOINT_URL_SQS, signed for the queue’s own Region', async () => {
    const client = openSqsClient(elsewhere, { AWS_ENDPOINT_URL_SQS: `${address}/sqs` });
    await client.send(new GetQueueAttributesCommand({ QueueUrl: elsewhere }));
    client.destroy();
    expect(asked).toEqual([{ path: '/sqs/', scope: 'us-east-1/sqs' }]);
  });
});
