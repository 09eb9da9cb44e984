import type { ProbedAccount, ReadProbe } from './probe.ts';

/** The actions by which the app reads OpsItems. The one that is asked for does not exist. */
export function opsItemProbes({ clients, region, account, role }: Omit<ProbedAccount, 'call'>): ReadProbe[] {
  const OpsItemId = 'oi-000000000000';
  return [
    {
      action: 'ssm:GetOpsItem',
      resource: `arn:aws:ssm:*:${account}:opsitem/*`,
      without: 'OpsItems are not shown',
      async probe() {
        const { GetOpsItemCommand } = await import('@aws-sdk/client-ssm');
        return (await clients.automation(region, role)).send(new GetOpsItemCommand({ OpsItemId }));
      },
    },
    {
      action: 'ssm:ListOpsItemRelatedItems',
      resource: '*',
      without: 'OpsItems do not name their incident',
      async probe() {
        const { ListOpsItemRelatedItemsCommand } = await import('@aws-sdk/client-ssm');
        const client = await clients.automation(region, role);
        return client.send(new ListOpsItemRelatedItemsCommand({ OpsItemId, MaxResults: 1 }));
      },
    },
  ];
}
