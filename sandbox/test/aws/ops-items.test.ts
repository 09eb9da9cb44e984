import { GetOpsItemCommand, ListOpsItemRelatedItemsCommand, UpdateOpsItemCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { opsItemEvent } from '../../aws/ops-items/ops-item.ts';
import { seedIncidents, seedOpsItems, seedPlans } from '../../aws/seeds/seed-arns.ts';
import { startAws } from './start-aws.ts';

const OpsItemId = 'oi-8084126392ac';

describe('OpsItems', () => {
  test('are read by id alone, in their own Region; severity is a string', async () => {
    const { ssm } = await startAws();
    const { OpsItem } = await ssm().send(new GetOpsItemCommand({ OpsItemId }));
    expect(OpsItem).toMatchObject({ OpsItemId, OpsItemArn: seedOpsItems.critical, Status: 'Open', Severity: '1' });
    await expect(ssm('us-east-1').send(new GetOpsItemCommand({ OpsItemId }))).rejects.toMatchObject({
      name: 'OpsItemNotFoundException',
    });
    await expect(ssm().send(new GetOpsItemCommand({ OpsItemId: 'oi-1' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('name the incident that they are the parent of, and are found by it', async () => {
    const { ssm } = await startAws();
    const { Summaries } = await ssm().send(new ListOpsItemRelatedItemsCommand({ OpsItemId }));
    expect(Summaries).toMatchObject([{ AssociationType: 'IsParentOf', ResourceUri: seedIncidents.critical }]);
    const Filters = [{ Key: 'ResourceUri' as const, Values: [seedIncidents.critical], Operator: 'Equal' as const }];
    const found = await ssm().send(new ListOpsItemRelatedItemsCommand({ Filters }));
    expect(found.Summaries?.map((each) => each.OpsItemId)).toEqual([OpsItemId]);
  });

  test('are made for each incident that has no parent yet, and stay open when it is resolved', async () => {
    const { aws, client } = await startAws();
    const parents = async (arn: string) => {
      const { relatedItems = [] } = await client().listRelatedItems({ incidentRecordArn: arn });
      return relatedItems.flatMap(({ identifier }) =>
        identifier?.type === 'PARENT' && identifier.value && 'arn' in identifier.value ? [identifier.value.arn] : [],
      );
    };
    const [made = ''] = await parents(aws.incidents.start(seedPlans.search));
    expect(made).toContain(':opsItem/oi-');
    for (const { record } of aws.incidents.list()) aws.incidents.resolve(record.arn);
    expect(aws.opsItems.get(made)?.status).toBe('Open');
    const identifier = { type: 'PARENT' as const, value: { arn: seedOpsItems.storage } };
    const { incidentRecordArn = '' } = await client().startIncident({
      responsePlanArn: seedPlans.search,
      relatedItems: [{ title: 'parentItem', identifier }],
    });
    expect(await parents(incidentRecordArn)).toEqual([seedOpsItems.storage]);
    expect(aws.opsItems.get(seedOpsItems.storage)?.related).toMatchObject([{ ResourceUri: incidentRecordArn }]);
  });

  test('are changed field by field; reserved keys of their data are refused; an event tells no severity', async () => {
    const { aws, ssm } = await startAws();
    const events: object[] = [];
    aws.opsItems.onChange((change) => events.push(opsItemEvent(change, 'e1')));
    const OperationalData = { note: { Value: 'by Ada', Type: 'String' as const } };
    await ssm().send(new UpdateOpsItemCommand({ OpsItemId, Status: 'Resolved', OperationalData }));
    const { OpsItem } = await ssm().send(new GetOpsItemCommand({ OpsItemId }));
    expect(OpsItem).toMatchObject({ Status: 'Resolved', Severity: '1', OperationalData });
    expect(events).toEqual([
      expect.objectContaining({
        'detail-type': 'OpsItem Update',
        source: 'aws.ssm',
        resources: [seedOpsItems.critical],
      }),
    ]);
    expect(JSON.stringify(events)).not.toContain('everity');
    const reserved = { '/aws/secret': { Value: 'x' } };
    await expect(ssm().send(new UpdateOpsItemCommand({ OpsItemId, OperationalData: reserved }))).rejects.toMatchObject({
      name: 'OpsItemInvalidParameterException',
    });
    await expect(ssm().send(new UpdateOpsItemCommand({ OpsItemId, Status: 'Done' as never }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
