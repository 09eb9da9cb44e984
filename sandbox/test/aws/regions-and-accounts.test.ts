import { AccessDeniedException, ResourceNotFoundException } from '@aws-sdk/client-ssm-incidents';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { seedIncidents, seedPlans } from '../../aws/seeds/seed-arns.ts';
import { startAws } from './start-aws.ts';

const arn = seedIncidents.critical;
const role = 'arn:aws:iam::444455556666:role/incident-reader';

describe('the replication set', () => {
  test('the replication set lists its Regions in every Region', async () => {
    const { client } = await startAws();
    const { replicationSetArns: [set] = [] } = await client('ap-south-1').listReplicationSets({});
    const { replicationSet } = await client('ap-south-1').getReplicationSet({ arn: set });
    expect(Object.keys(replicationSet?.regionMap ?? {})).toEqual(['eu-west-1', 'us-east-1']);
    expect(replicationSet?.regionMap?.['us-east-1']?.status).toBe('ACTIVE');
  });

  test('a record exists in each Region of the set and in no other', async () => {
    const { client } = await startAws();
    expect((await client('us-east-1').getIncidentRecord({ arn })).incidentRecord?.arn).toBe(arn);
    await expect(client('ap-south-1').getIncidentRecord({ arn })).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(client('ap-south-1').listIncidentRecords({})).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('a Region that is not active does not answer', async () => {
    const { aws, client } = await startAws();
    const region = aws.incidents.context.replicationSetOf(aws.account).regionMap['eu-west-1'];
    if (region !== undefined) region.status = 'FAILED';
    await expect(client('eu-west-1').getIncidentRecord({ arn })).rejects.toBeInstanceOf(ResourceNotFoundException);
    await client('us-east-1').getIncidentRecord({ arn });
  });

  test('the Regions of the set are configurable', async () => {
    const { client } = await startAws({ regions: ['sa-east-1'], seeds: false });
    expect((await client('sa-east-1').listIncidentRecords({})).incidentRecordSummaries).toEqual([]);
  });
});

describe('STS', () => {
  test('GetCallerIdentity returns the principal of a key', async () => {
    const { sts } = await startAws();
    const identity = await sts().send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:sts::111122223333:assumed-role/SlackApp/slack-app',
    });
  });

  test('AssumeRole returns credentials of the role', async () => {
    const { sts, clock } = await startAws();
    const assumed = await sts().send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'app' }));
    expect(assumed.Credentials?.Expiration).toEqual(new Date(clock.nowMs + 3_600_000));
    const identity = await sts(assumed.Credentials?.AccessKeyId).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: '444455556666',
      Arn: 'arn:aws:sts::444455556666:assumed-role/incident-reader/app',
    });
  });

  test.each([
    [
      'an ARN that is not a role',
      { RoleArn: 'arn:aws:iam::444455556666:user/incident-reader', RoleSessionName: 'app' },
    ],
    ['a session name of one character', { RoleArn: role, RoleSessionName: 'a' }],
    ['a session of one minute', { RoleArn: role, RoleSessionName: 'app', DurationSeconds: 60 }],
  ])('AssumeRole refuses %s', async (_, input) => {
    const { sts } = await startAws();
    await expect(sts().send(new AssumeRoleCommand(input))).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('another account', () => {
  async function startAsOther() {
    const started = await startAws();
    const assumed = await started.sts().send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'app' }));
    return { ...started, other: started.client('eu-west-1', assumed.Credentials?.AccessKeyId) };
  }

  test('another account is denied resources that are not its own', async () => {
    const { other } = await startAsOther();
    const error = await other.getIncidentRecord({ arn }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AccessDeniedException);
    expect((error as Error).message).toContain('is not authorized to perform: ssm-incidents:GetIncidentRecord');
    expect((await other.listIncidentRecords({})).incidentRecordSummaries).toEqual([]);
    await expect(other.startIncident({ responsePlanArn: seedPlans.search })).rejects.toBeInstanceOf(
      AccessDeniedException,
    );
  });

  test('another account can work with incidents of a shared plan, but cannot delete them or read their tags', async () => {
    const { aws, other } = await startAsOther();
    aws.incidents.share(seedPlans.checkout, '444455556666');
    expect((await other.getIncidentRecord({ arn })).incidentRecord?.arn).toBe(arn);
    expect((await other.listResponsePlans({})).responsePlanSummaries?.map((plan) => plan.arn)).toEqual([
      seedPlans.checkout,
    ]);
    await expect(other.deleteIncidentRecord({ arn })).rejects.toBeInstanceOf(AccessDeniedException);
    await expect(other.listTagsForResource({ resourceArn: arn })).rejects.toBeInstanceOf(AccessDeniedException);
    await expect(other.getIncidentRecord({ arn: seedIncidents.alarm })).rejects.toBeInstanceOf(AccessDeniedException);
  });

  test('another account has its own plans and incidents', async () => {
    const { client, other } = await startAsOther();
    const { arn: plan } = await other.createResponsePlan({ name: 'own', incidentTemplate: { title: 'T', impact: 3 } });
    expect(plan).toBe('arn:aws:ssm-incidents::444455556666:response-plan/own');
    const { incidentRecordArn } = await other.startIncident({ responsePlanArn: plan });
    expect((await other.listIncidentRecords({})).incidentRecordSummaries?.map((item) => item.arn)).toEqual([
      incidentRecordArn,
    ]);
    await expect(client().getIncidentRecord({ arn: incidentRecordArn })).rejects.toBeInstanceOf(AccessDeniedException);
  });
});
