import { createRecent } from '../../recent.ts';
import type { AwsClients } from '../clients.ts';
import { singleFlight } from '../pace.ts';

/** How long an answer is believed, in milliseconds: replication sets change once in a blue moon. */
const believedMs = 300_000;
/** Accounts whose answer is remembered. */
const remembered = 100;

export type ReplicationRegions = (account: string, role: string | undefined) => Promise<string[] | undefined>;

/**
 * Finds the Regions that an account's Incident Manager lives in, asked through one of `regions`.
 * The answer is empty where it is not set up, `undefined` where the app may not know.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_GetReplicationSet.html
 */
export function createReplicationRegions(
  regions: readonly string[],
  clients: AwsClients,
  now: () => number,
): ReplicationRegions {
  const known = createRecent<string[]>(remembered, now);
  const flights = singleFlight<string[] | undefined>();

  async function ask(region: string, role: string | undefined): Promise<string[]> {
    const { GetReplicationSetCommand, ListReplicationSetsCommand } = await import('@aws-sdk/client-ssm-incidents');
    const client = await clients.incidents(region, role);
    const { replicationSetArns = [] } = await client.send(new ListReplicationSetsCommand({}));
    const [arn] = replicationSetArns;
    if (arn === undefined) return [];
    const { replicationSet } = await client.send(new GetReplicationSetCommand({ arn }));
    return Object.keys(replicationSet?.regionMap ?? {});
  }

  async function find(account: string, role: string | undefined): Promise<string[] | undefined> {
    const cached = known.get(account);
    if (cached !== undefined) return cached;
    const answers = await Promise.allSettled(regions.map((region) => ask(region, role)));
    const told = answers.filter((answer) => answer.status === 'fulfilled').map((answer) => answer.value);
    if (told.length === 0) return undefined;
    const found = [...new Set(told.flat())];
    known.set(account, found, believedMs);
    return found;
  }

  return (account, role) => flights(account, () => find(account, role));
}
