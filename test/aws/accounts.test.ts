import { createEmbeddedAws, type EmbeddedAws } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccounts, sessionOfFunction } from '../../src/aws/accounts.ts';
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

test('a function knows its account and the name of its sessions: STS is asked only about a principal that may be its own', async () => {
  const own = sessionOfFunction(`arn:aws:lambda:eu-west-1:${aws.account}:function:incidents-prod-worker:live`);
  expect(own).toEqual({ account: aws.account, session: 'incidents-prod-worker' });
  const inRegions = createInRegions(['eu-west-1'], Date.now);
  const accounts = createAccounts(undefined, createAwsClients(), inRegions, Date.now, own);
  const before = aws.calls.count('GetCallerIdentity');
  expect(await accounts.all()).toEqual([aws.account]);
  await expect(accounts.roleFor(aws.account)).resolves.toBeUndefined();
  await expect(accounts.roleFor('999999999999')).rejects.toMatchObject({ code: 'account_not_allowed' });
  const others = [
    'cloudwatch.amazonaws.com',
    'slack:U0ADA00001 Ada Lovelace',
    '',
    `arn:aws:sts::${aws.account}:assumed-role/AWSServiceRoleForIncidentManager/IncidentManager`,
    `arn:aws:iam::${aws.account}:role/aws-service-role/ssm-incidents.amazonaws.com/AWSServiceRoleForIncidentManager`,
    `arn:aws:sts::${aws.account}:assumed-role/Admin/exampleUser`,
    'arn:aws:sts::999999999999:assumed-role/Worker/incidents-prod-worker',
  ];
  for (const principal of others) expect(await accounts.isOwn(principal)).toBe(false);
  expect(aws.calls.count('GetCallerIdentity') - before).toBe(0);
  await accounts.isOwn(`arn:aws:sts::${aws.account}:assumed-role/Worker/incidents-prod-worker`);
  expect(aws.calls.count('GetCallerIdentity') - before).toBe(1);
});

test.each(['', 'arn:aws:iam::111122223333:role/worker', 'arn:aws:lambda:eu-west-1:*:function:worker'])(
  'an ARN that is not a function’s says nothing of its session: “%s”',
  (arn) => expect(sessionOfFunction(arn)).toBeUndefined(),
);
