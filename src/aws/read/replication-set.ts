import { createRecent } from '../../recent.ts';
import type { AwsClients } from '../clients.ts';
import { singleFlight } from '../pace.ts';

/** How long an answer is cached, in milliseconds. Replication sets rarely change. */
const cacheMs = 300_000;
/** The most accounts in the cache. */
const cacheSize = 100;

/**
 * Finds the Regions of an account's replication set.
 * @returns empty when Incident Manager is not set up; `undefined` when no Region answers
 */
export type ReplicationRegions = (account: string, role: string | undefined) => Promise<string[] | undefined>;

/**
 * Creates the reader of replication sets.
 * @param regions the Regions to call
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_GetReplicationSet.html
 */
export function createReplicationRegions(
  regions: readonly string[],
  clients: AwsClients,
  now: () => number,
): ReplicationRegions {
  const known = createRecent<string[]>(cacheSize, now);
  const flights = singleFlight<string[] | undefined>();

  async function readIn(region: string, role: string | undefined): Promise<string[]> {
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
    const answers = await Promise.allSettled(regions.map((region) => readIn(region, role)));
    const lists = answers.filter((answer) => answer.status === 'fulfilled').map((answer) => answer.value);
    if (lists.length === 0) return undefined;
    const found = [...new Set(lists.flat())];
    known.set(account, found, cacheMs);
    return found;
  }

  return (account, role) => flights(account, () => find(account, role));
}
