import { createContactsCall } from '../aws/contacts-call.ts';
import { createDevOpsAgent } from '../aws/devops-agent/devops-agent.ts';
import { toAwsError } from '../aws/fault.ts';
import { callerIdentity } from './caller-identity.ts';
import { type CheckContext, checked, type Finding, note, ok, toFix } from './finding.ts';
import { agentProbes, readProbes } from './read-probes.ts';

/** The app's identity, then for each account: the role, the replication set, and every action that reads. */
export async function checkAccounts(examined: CheckContext): Promise<Finding[]> {
  const { config } = examined;
  return checked(
    'AWS credentials',
    async () => {
      const { account: own, identity } = await callerIdentity(examined);
      const accounts = config.accounts ?? new Map([[own, undefined]]);
      const findings = await Promise.all(
        [...accounts].map(([account, role]) => checkAccount(examined, { account, role, identity })),
      );
      return [ok('AWS credentials', `${identity} in account ${own}`), ...findings.flat()];
    },
    () => 'aws sts get-caller-identity',
  );
}

interface Account {
  account: string;
  role: string | undefined;
  /** ARN of the app's own identity. */
  identity: string;
}

async function checkAccount(examined: CheckContext, { account, role, identity }: Account): Promise<Finding[]> {
  const [region = ''] = examined.regions;
  if (role !== undefined) {
    try {
      await examined.clients.credentials(region, role);
    } catch (error) {
      const fault = toAwsError(error, `sts:AssumeRole on ${role}`);
      const fix = policyLine(identity, { action: 'sts:AssumeRole', resource: role });
      return [toFix(`Account ${account}`, `${fault.message} The role must trust ${identity} as well.`, fix)];
    }
  }
  const set = await checkReplicationSet(examined, account, role);
  return [set, ...(await checkReads(examined, { account, role, identity: role ?? identity }))];
}

/** Incident Manager answers only in the Regions of the account's replication set. */
async function checkReplicationSet(
  { clients, regions }: CheckContext,
  account: string,
  role: string | undefined,
): Promise<Finding> {
  const subject = `Replication set of ${account}`;
  const { GetReplicationSetCommand, ListReplicationSetsCommand } = await import('@aws-sdk/client-ssm-incidents');
  const faults: string[] = [];
  for (const region of regions) {
    try {
      const client = await clients.incidents(region, role);
      const { replicationSetArns: [arn] = [] } = await client.send(new ListReplicationSetsCommand({}));
      if (arn === undefined) continue;
      const { replicationSet } = await client.send(new GetReplicationSetCommand({ arn }));
      const lives = Object.entries(replicationSet?.regionMap ?? {});
      const active = lives.filter(([, info]) => info.status === 'ACTIVE').map(([name]) => name);
      const outside = regions.filter((name) => !active.includes(name));
      if (outside.length === 0) return ok(subject, `active in ${active.join(', ')}`);
      const found = `active in ${active.join(', ') || 'no Region'}, but the app asks ${outside.join(', ')} too`;
      return toFix(subject, found, `set INCIDENT_REGIONS=${active.join(',')}`);
    } catch (error) {
      faults.push(toAwsError(error, 'ssm-incidents:ListReplicationSets').message);
    }
  }
  const found = faults[0] ?? `none that ${regions.join(', ')} know of: Incident Manager is not set up there`;
  return toFix(subject, found, `aws ssm-incidents list-replication-sets --region ${regions[0]}`);
}

/** Tries every read on a resource that need not exist: a role that may read it gets "not found". */
async function checkReads(
  { clients, config, environment, regions }: CheckContext,
  { account, role, identity }: Account,
): Promise<Finding[]> {
  const [region = ''] = regions;
  const subject = `Permissions in ${account}`;
  const call = createContactsCall(clients, environment);
  // The Agent Space is in the app's own account.
  const space = role === undefined ? config.agentSpace : undefined;
  const ofAgent = space ? agentProbes(createDevOpsAgent(clients, environment, space), account) : [];
  const probes = [...readProbes({ clients, call, region, account, role }), ...ofAgent];
  const findings = await Promise.all(
    probes.map(async ({ action, resource, without, probe }): Promise<Finding | undefined> => {
      try {
        await probe();
        return undefined;
      } catch (error) {
        const fault = toAwsError(error, action);
        if (fault.code === 'access_denied') {
          const fix = policyLine(identity, { action, resource });
          return without === undefined
            ? toFix(subject, `AWS refused ${action}`, fix)
            : note(subject, `AWS refused ${action}: ${without}`, fix);
        }
        return fault.transient
          ? note(subject, `${action} could not be tried: ${fault.message}`, 'npm run doctor')
          : undefined;
      }
    }),
  );
  const refused = findings.filter((finding) => finding !== undefined);
  if (refused.length > 0) return refused;
  return [ok(subject, `all ${probes.length} actions that read are allowed`)];
}

/** One statement of a policy. */
export interface Allowance {
  action: string;
  resource: string;
}

/**
 * The command that gives an identity one more action, as a policy of its own: what it has already is left as it is.
 * @param identityArn as STS tells it; a role given by its own ARN serves too
 */
export function policyLine(identityArn: string, { action, resource }: Allowance): string {
  const [, , , , , path = ''] = identityArn.split(':');
  const [kind = '', ...names] = path.split('/');
  const statement = { Effect: 'Allow', Action: action, Resource: resource };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const policy = `--policy-name incidents-${action.replace(':', '-')} --policy-document '${document}'`;
  if (kind === 'user') return `aws iam put-user-policy --user-name ${names.at(-1)} ${policy}`;
  // STS names an assumed role assumed-role/NAME/SESSION.
  const role = kind === 'assumed-role' ? names[0] : names.at(-1);
  return `aws iam put-role-policy --role-name ${role} ${policy}`;
}
