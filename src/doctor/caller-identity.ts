import { toAwsError } from '../aws/fault.ts';
import type { CheckContext } from './finding.ts';

/** The app's own identity. @throws AppError */
export async function callerIdentity({ clients, regions }: Pick<CheckContext, 'clients' | 'regions'>) {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const sts = await clients.sts(regions[0] ?? '');
  const { Account: account = '', Arn: identity = '' } = await sts
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => {
      throw toAwsError(error, 'sts:GetCallerIdentity');
    });
  return { account, identity };
}
