import { createEmbeddedAws, type EmbeddedAws } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccounts } from '../../src/aws/accounts.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createInRegions } from '../../src/aws/regions.ts';

let aws: EmbeddedAws;
beforeAll(async () => {
  aws = await createEmbeddedAws();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
});
afterAll(() => aws.close());

/** No account is listed: only the one of the app's own credentials. */
function ownAccounts() {
  const inRegions = createInRegions(['eu-west-1', 'us-east-1'], Date.now);
  return createAccounts(undefined, createAwsClients(), inRegions, Date.now);
}

test('an answer of something else than STS is not taken for the app’s own account, and not remembered', async () => {
  const accounts = ownAccounts();
  aws.faults.add({ kind: 'nonsense', operation: 'GetCallerIdentity' });
  await expect(accounts.roleFor(aws.account)).rejects.toMatchObject({ code: 'aws_unavailable' });
  aws.faults.clear();
  await expect(accounts.roleFor(aws.account)).resolves.toBeUndefined();
});

test('many who ask at once who the app is cost one call', async () => {
  const accounts = ownAccounts();
  const before = aws.calls.count('GetCallerIdentity');
  await Promise.all(Array.from({ length: 50 }, () => accounts.roleFor(aws.account)));
  await accounts.all();
  expect(aws.calls.count('GetCallerIdentity') - before).toBe(1);
});

test('concurrent requests share an error, and later ones ask again', async () => {
  const accounts = ownAccounts();
  aws.faults.add({ kind: 'access_denied', operation: 'GetCallerIdentity' });
  const asked = await Promise.allSettled([accounts.all(), accounts.all()]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  aws.faults.clear();
  await expect(accounts.all()).resolves.toEqual([aws.account]);
});
