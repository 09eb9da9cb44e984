import type { OpsItemStatus } from '@aws-sdk/client-ssm';
import { accountOf, lastPart, regionIn } from '../arns.ts';
import { type OpsItemChange, opsItemArn, type StoredOpsItem } from './ops-item.ts';

/** What a new OpsItem is made of; the rest has common values. */
export type NewOpsItem = Pick<StoredOpsItem, 'account' | 'region' | 'title' | 'createdBy' | 'source'> &
  Partial<Pick<StoredOpsItem, 'id' | 'description' | 'severity' | 'priority' | 'category' | 'topics'>>;

/** Changes to an OpsItem. An absent field stays unchanged. */
export type OpsItemChanges = Partial<
  Pick<
    StoredOpsItem,
    'title' | 'description' | 'severity' | 'priority' | 'category' | 'status' | 'data' | 'topics' | 'type'
  >
>;

/** The OpsItems of the embedded Systems Manager. */
export interface OpsItems {
  /** @returns its ARN */
  create(item: NewOpsItem): string;
  /** Adds an OpsItem as it is, without an event. */
  put(item: StoredOpsItem): void;
  find(id: string, account: string, region: string): StoredOpsItem | undefined;
  /** By ARN, spelled `opsitem/` or `opsItem/`. */
  get(arn: string): StoredOpsItem | undefined;
  /** OpsItems of one account and Region. */
  list(account: string, region: string): StoredOpsItem[];
  update(arn: string, changes: OpsItemChanges, by?: string): void;
  setStatus(arn: string, status: OpsItemStatus, by?: string): void;
  /** Relates an incident to an OpsItem, as Incident Manager does. */
  relate(arn: string, incident: string, by: string): void;
  onChange(listener: (change: OpsItemChange) => void): void;
}

interface OpsItemsOptions {
  /** Epoch milliseconds. */
  now: () => number;
  newId: () => string;
}

export function createOpsItems({ now, newId }: OpsItemsOptions): OpsItems {
  const stored = new Map<string, StoredOpsItem>();
  const listeners: ((change: OpsItemChange) => void)[] = [];
  const emit = (change: OpsItemChange) => {
    for (const listener of listeners) listener(change);
  };
  const hex = (length: number) => newId().replaceAll('-', '').slice(0, length);
  const find = (id: string, account: string, region: string) => stored.get(opsItemArn({ id, account, region }));
  const get = (arn: string) => find(lastPart(arn), accountOf(arn), regionIn(arn));
  function existing(arn: string): StoredOpsItem {
    const item = get(arn);
    if (item === undefined) throw new Error(`no such OpsItem: ${arn}`);
    return item;
  }

  const opsItems: OpsItems = {
    create({ id = `oi-${hex(12)}`, description, topics = [], ...given }) {
      const at = new Date(now());
      const item: StoredOpsItem = {
        ...given,
        id,
        description: description ?? given.title,
        type: '/aws/issue',
        status: 'Open',
        createdAt: at,
        modifiedBy: given.createdBy,
        modifiedAt: at,
        version: 1,
        data: {},
        topics,
        related: [],
      };
      stored.set(opsItemArn(item), item);
      emit({ kind: 'Create', item });
      return opsItemArn(item);
    },
    put: (item) => void stored.set(opsItemArn(item), item),
    find,
    get,
    list: (account, region) =>
      [...stored.values()].filter((item) => item.account === account && item.region === region),
    update(arn, { data, ...changes }, by = `arn:aws:sts::${accountOf(arn)}:assumed-role/Admin/exampleUser`) {
      const item = existing(arn);
      Object.assign(item, changes, { data: { ...item.data, ...data } });
      Object.assign(item, { modifiedBy: by, modifiedAt: new Date(now()), version: item.version + 1 });
      emit({ kind: 'Update', item });
    },
    setStatus: (arn, status, by) => opsItems.update(arn, { status }, by),
    relate(arn, incident, by) {
      const item = existing(arn);
      item.related.push({
        OpsItemId: item.id,
        AssociationId: newId(),
        ResourceType: 'AWS::SSMIncidents::IncidentRecord',
        AssociationType: 'IsParentOf',
        ResourceUri: incident,
        CreatedBy: { Arn: by },
        CreatedTime: new Date(now()),
      });
    },
    onChange: (listener) => void listeners.push(listener),
  };
  return opsItems;
}
