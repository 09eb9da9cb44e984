import {
  AccessDeniedException,
  ConflictException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  ValidationException,
} from '@aws-sdk/client-ssm-incidents';
import { describe, expect, test } from 'vitest';
import { seedIncidents, seedPlans } from '../../aws/seeds/seed-arns.ts';
import { startAws } from './start-aws.ts';

describe('related items', () => {
  const incidentRecordArn = seedIncidents.low;
  const identifier = { type: 'OTHER', value: { url: 'https://example.com/42' } } as const;

  test('are added with an id made by AWS, and removed by what they are', async () => {
    const { client } = await startAws();
    await client().updateRelatedItems({
      incidentRecordArn,
      relatedItemsUpdate: { itemToAdd: { title: 'Ticket', identifier } },
    });
    const added = await client().listRelatedItems({ incidentRecordArn });
    expect(added.relatedItems).toEqual([
      { title: 'Ticket', identifier, generatedId: expect.stringMatching(/^related-item\/OTHER\/[0-9A-F]{32}$/) },
    ]);
    await client().updateRelatedItems({ incidentRecordArn, relatedItemsUpdate: { itemToRemove: identifier } });
    expect((await client().listRelatedItems({ incidentRecordArn })).relatedItems).toEqual([]);
  });

  test('removing what is not there is a ResourceNotFoundException', async () => {
    const { client } = await startAws();
    const remove = client().updateRelatedItems({ incidentRecordArn, relatedItemsUpdate: { itemToRemove: identifier } });
    await expect(remove).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('the critical seed has one of each type', async () => {
    const { client } = await startAws();
    const { relatedItems = [] } = await client().listRelatedItems({ incidentRecordArn: seedIncidents.critical });
    const types = relatedItems.map((item) => item.identifier?.type ?? '').sort();
    expect(types).toEqual([
      'ANALYSIS',
      'ATTACHMENT',
      'AUTOMATION',
      'INCIDENT',
      'INVOLVED_RESOURCE',
      'METRIC',
      'OTHER',
      'PARENT',
      'TASK',
    ]);
  });

  test('an incident has at most 50', async () => {
    const { aws, client } = await startAws();
    for (let count = 0; count < 50; count += 1) aws.incidents.addRelatedItem(incidentRecordArn, { identifier });
    const add = client().updateRelatedItems({ incidentRecordArn, relatedItemsUpdate: { itemToAdd: { identifier } } });
    await expect(add).rejects.toBeInstanceOf(ValidationException);
  });
});

describe('response plans', () => {
  const incidentTemplate = { title: 'Stock is wrong', impact: 4 };

  test('are created, read, listed, changed and deleted', async () => {
    const { client } = await startAws();
    const { arn, $metadata } = await client().createResponsePlan({
      name: 'stock',
      displayName: 'Stock',
      incidentTemplate,
      tags: { team: 'stock' },
    });
    expect($metadata.httpStatusCode).toBe(201);
    const { responsePlanSummaries } = await client().listResponsePlans({});
    expect(responsePlanSummaries?.map(({ name }) => name)).toEqual([
      'checkout-plan',
      'payments-plan',
      'search-plan',
      'stock',
    ]);
    await client().updateResponsePlan({ arn, incidentTemplateImpact: 2, displayName: 'Stock levels' });
    expect(await client().getResponsePlan({ arn })).toMatchObject({
      arn,
      name: 'stock',
      displayName: 'Stock levels',
      incidentTemplate: { title: 'Stock is wrong', impact: 2 },
    });
    expect((await client().listTagsForResource({ resourceArn: arn })).tags).toEqual({ team: 'stock' });
    await client().deleteResponsePlan({ arn });
    await expect(client().getResponsePlan({ arn })).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('a name can be used once', async () => {
    const { client } = await startAws();
    const create = client().createResponsePlan({ name: 'search-plan', incidentTemplate });
    await expect(create).rejects.toBeInstanceOf(ConflictException);
    await expect(create).rejects.toMatchObject({ resourceType: 'RESPONSE_PLAN', $metadata: { httpStatusCode: 409 } });
  });

  test('the seeded ones have topics, contacts and runbooks', async () => {
    const { client } = await startAws();
    const plan = await client().getResponsePlan({ arn: seedPlans.checkout });
    expect(plan).toMatchObject({
      chatChannel: { chatbotSns: [expect.any(String), expect.any(String)] },
      engagements: [expect.stringContaining(':contact/')],
      actions: [{ ssmAutomation: { documentName: 'RestartFleet' } }],
    });
  });
});

describe('findings', () => {
  const incidentRecordArn = seedIncidents.critical;

  test('are listed by id and read in batches; unknown ids are told', async () => {
    const { client } = await startAws();
    const { findings: listed = [] } = await client().listIncidentFindings({ incidentRecordArn });
    expect(listed).toHaveLength(2);
    const findingIds = [...listed.map(({ id }) => id ?? ''), 'none'];
    const { findings, errors } = await client().batchGetIncidentFindings({ incidentRecordArn, findingIds });
    expect(findings?.[0]?.details?.codeDeployDeployment).toMatchObject({
      deploymentId: 'd-73K1TQZ9A',
      startTime: expect.any(Date),
    });
    expect(findings?.[1]?.details?.cloudFormationStackUpdate?.stackArn).toContain(':stack/payments-pool/');
    expect(errors).toEqual([expect.objectContaining({ findingId: 'none' })]);
  });

  test('a page has at most 20', async () => {
    const { client } = await startAws();
    await expect(client().listIncidentFindings({ incidentRecordArn, maxResults: 21 })).rejects.toBeInstanceOf(
      ValidationException,
    );
  });
});

describe('tags', () => {
  test('are set, read and removed', async () => {
    const { client } = await startAws();
    const resourceArn = seedIncidents.critical;
    await client().tagResource({ resourceArn, tags: { severity: 'sev 1' } });
    await client().untagResource({ resourceArn, tagKeys: ['team', 'other'] });
    const { tags } = await client().listTagsForResource({ resourceArn });
    expect(tags).toEqual({ service: 'checkout', severity: 'sev 1' });
  });

  test('keys that begin with aws: are refused', async () => {
    const { client } = await startAws();
    const tag = client().tagResource({ resourceArn: seedIncidents.critical, tags: { 'aws:x': 'y' } });
    await expect(tag).rejects.toBeInstanceOf(ValidationException);
  });

  test('more than 50 are a ServiceQuotaExceededException', async () => {
    const { client } = await startAws();
    const tags = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`key${index}`, '']));
    const error = await client()
      .tagResource({ resourceArn: seedIncidents.critical, tags })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServiceQuotaExceededException);
    expect(error).toMatchObject({ serviceCode: 'ssm-incidents', $metadata: { httpStatusCode: 402 } });
  });

  test('a resource that is not there is a ResourceNotFoundException', async () => {
    const { client } = await startAws();
    const list = client().listTagsForResource({ resourceArn: `${seedPlans.search}x` });
    await expect(list).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

test('resource policies are kept and answered', async () => {
  const { client } = await startAws();
  const policy = '{"Version":"2012-10-17","Statement":[]}';
  const { policyId } = await client().putResourcePolicy({ resourceArn: seedPlans.search, policy });
  const { resourcePolicies } = await client().getResourcePolicies({ resourceArn: seedPlans.search });
  expect(resourcePolicies).toEqual([{ policyId, policyDocument: policy, ramResourceShareRegion: 'eu-west-1' }]);
});

test('an operation that is not modelled is refused like one that is not allowed', async () => {
  const { client } = await startAws();
  const { replicationSetArns: [arn] = [] } = await client().listReplicationSets({});
  const error = await client()
    .deleteReplicationSet({ arn })
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(AccessDeniedException);
  expect(error).toMatchObject({
    message: expect.stringContaining('ssm-incidents:DeleteReplicationSet'),
    $metadata: { httpStatusCode: 403 },
  });
});
