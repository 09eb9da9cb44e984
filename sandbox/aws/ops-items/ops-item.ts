import type { OpsItemDataValue, OpsItemRelatedItemSummary, OpsItemStatus } from '@aws-sdk/client-ssm';

/** An OpsItem of the embedded Systems Manager. */
export interface StoredOpsItem {
  id: string;
  account: string;
  region: string;
  title: string;
  description: string;
  type: string;
  status: OpsItemStatus;
  /** `1` (critical) to `4` (low). */
  severity?: string;
  priority?: number;
  category?: string;
  source: string;
  createdBy: string;
  createdAt: Date;
  modifiedBy: string;
  modifiedAt: Date;
  /** Counts the changes, from 1. */
  version: number;
  data: Record<string, OpsItemDataValue>;
  /** ARNs of topics that get a message for each change. */
  topics: string[];
  related: OpsItemRelatedItemSummary[];
}

export const opsItemArn = ({ id, account, region }: Pick<StoredOpsItem, 'id' | 'account' | 'region'>): string =>
  `arn:aws:ssm:${region}:${account}:opsitem/${id}`;

/** A change of an OpsItem, as EventBridge reports it. */
export interface OpsItemChange {
  kind: 'Create' | 'Update';
  item: StoredOpsItem;
}

/**
 * The event that EventBridge carries. It tells neither severity nor what changed.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export function opsItemEvent({ kind, item }: OpsItemChange, id: string): object {
  return {
    version: '0',
    id,
    'detail-type': `OpsItem ${kind}`,
    source: 'aws.ssm',
    account: item.account,
    time: item.modifiedAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: item.region,
    resources: [opsItemArn(item)],
    detail: {
      'created-by': item.createdBy,
      'created-time': item.createdAt.toISOString(),
      ...(kind === 'Update' && { 'modified-by': item.modifiedBy, 'modified-time': item.modifiedAt.toISOString() }),
      source: item.source,
      status: item.status,
      'ops-item-id': item.id,
      title: item.title,
      'ops-item-type': item.type,
      description: item.description,
    },
  };
}
