import { AwsClient } from 'aws4fetch';
import { describe, expect, test } from 'vitest';
import { createEmbeddedAws } from '../../aws/embedded-aws.ts';
import type { ServiceHandler } from '../../aws/handler.ts';
import { startAws } from './start-aws.ts';

const echo: ServiceHandler = async ({ service, region, account, method, path, query, body }) => ({
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ service, region, account, method, path, q: query.get('q'), body: body.toString('utf8') }),
});

describe('additional services', () => {
  test('an additional service receives the requests signed for it', async () => {
    const { aws } = await startAws({ services: { sns: echo } });
    const signer = new AwsClient({ accessKeyId: 'AK', secretAccessKey: 's', region: 'us-east-1', service: 'sns' });
    const response = await signer.fetch(`${aws.url}/a%20b?q=1`, {
      method: 'POST',
      body: 'Action=Publish&Message=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      service: 'sns',
      region: 'us-east-1',
      account: '111122223333',
      method: 'POST',
      path: '/a%20b',
      q: '1',
      body: 'Action=Publish&Message=x',
    });
    expect(aws.calls.all()).toEqual([
      expect.objectContaining({ service: 'sns', operation: 'Publish', input: { Action: 'Publish', Message: 'x' } }),
    ]);
  });

  test('faults apply to additional services', async () => {
    const { aws } = await startAws({ services: { sns: echo } });
    aws.faults.add({ kind: 'throttle', service: 'sns', operation: 'Publish' });
    const signer = new AwsClient({
      accessKeyId: 'AK',
      secretAccessKey: 's',
      region: 'us-east-1',
      service: 'sns',
      retries: 0,
    });
    const response = await signer.fetch(aws.url, {
      method: 'POST',
      body: 'Action=Publish',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>Throttling</Code>');
  });

  test('unsigned requests go to the handler for them', async () => {
    const { aws } = await startAws({ unsigned: echo });
    const response = await fetch(`${aws.url}/certificate.pem`);
    expect(await response.json()).toMatchObject({ service: '', path: '/certificate.pem' });
  });
});

test('without a handler an unsigned request is refused', async () => {
  const { aws } = await startAws();
  const response = await fetch(`${aws.url}/getIncidentRecord?arn=x`);
  expect(response.status).toBe(403);
  expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
});

test('a request to an unknown service is refused', async () => {
  const { aws } = await startAws();
  const signer = new AwsClient({ accessKeyId: 'AK', secretAccessKey: 's', region: 'us-east-1', service: 'lambda' });
  expect((await signer.fetch(aws.url)).status).toBe(404);
});

test('a body over 4 MB is refused', async () => {
  const { aws } = await startAws();
  const status = await fetch(aws.url, { method: 'POST', body: Buffer.alloc(5 * 1024 * 1024) }).then(
    (response) => response.status,
    () => 'broken off',
  );
  expect([413, 'broken off']).toContain(status);
});

test('a port in use is an error, and a closed server frees its port', async () => {
  const first = await createEmbeddedAws({ seeds: false });
  const port = Number(new URL(first.url).port);
  await expect(createEmbeddedAws({ port, seeds: false })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await createEmbeddedAws({ port, seeds: false });
  expect(second.url).toBe(first.url);
  await second.close();
});
