import type { OpsItemArn } from '../../incidents/ops-item.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { toAwsError } from '../fault.ts';
import type { WriteOnce } from './write-once.ts';

/**
 * Resolves an OpsItem, and leaves who did it in its operational data: OpsCenter has no timeline. To resolve it again changes
 * nothing, so no token is needed.
 * @param by who did it, and when
 * @throws AppError
 */
export type ResolveOpsItem = (arn: OpsItemArn, by: string, once: WriteOnce) => Promise<void>;

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateOpsItem.html */
export function createResolveOpsItem(clients: AwsClients, accounts: Accounts): ResolveOpsItem {
  return async ({ id, region, account }, by, once) => {
    const { UpdateOpsItemCommand } = await import('@aws-sdk/client-ssm');
    const client = await clients.automation(region, await accounts.roleFor(account), 'once');
    await once.beforeSend(region);
    const OperationalData = { 'Resolved from Slack': { Value: by.slice(0, 500), Type: 'String' as const } };
    const command = { OpsItemId: id, Status: 'Resolved' as const, OperationalData };
    await client.send(new UpdateOpsItemCommand(command)).catch((error: unknown) => {
      throw toAwsError(error, 'ssm:UpdateOpsItem');
    });
  };
}
