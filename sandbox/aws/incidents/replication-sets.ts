import type { StoredReplicationSet } from './incident-context.ts';

/**
 * The replication set of each account, created on first use.
 * @param regions Regions of every set; the first is where it was created
 */
export function createReplicationSets(regions: readonly string[], now: () => number, newId: () => string) {
  const sets = new Map<string, StoredReplicationSet>();

  return function replicationSetOf(account: string): StoredReplicationSet {
    const known = sets.get(account);
    if (known !== undefined) return known;
    const time = new Date(now() - 90 * 86_400_000);
    const by = `arn:aws:sts::${account}:assumed-role/Admin/exampleUser`;
    const active = { status: 'ACTIVE', statusUpdateDateTime: time } as const;
    const set: StoredReplicationSet = {
      arn: `arn:aws:ssm-incidents::${account}:replication-set/${newId()}`,
      regionMap: Object.fromEntries(regions.map((region) => [region, { ...active }])),
      status: 'ACTIVE',
      deletionProtected: false,
      createdBy: by,
      createdTime: time,
      lastModifiedBy: by,
      lastModifiedTime: time,
    };
    sets.set(account, set);
    return set;
  };
}
