import type {
  GetOpsItemRequest,
  GetOpsItemResponse,
  ListOpsItemRelatedItemsRequest,
  ListOpsItemRelatedItemsResponse,
  OpsItemRelatedItemSummary,
  UpdateOpsItemRequest,
} from '@aws-sdk/client-ssm';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { ServiceError } from '../service-error.ts';
import { opsItemArn, type StoredOpsItem } from './ops-item.ts';
import type { OpsItems } from './ops-items.ts';

const defaultPageSize = 50;
/** Keys under `/aws` that a caller may write. */
const writableAwsKeys = new Set(['/aws/resources', '/aws/dedup', '/aws/automations']);

/** OpsCenter's operations. */
export function opsItemOperations(opsItems: OpsItems): Operations {
  function find(id: string, { account, region }: Caller): StoredOpsItem {
    const item = opsItems.find(id, account, region);
    if (item !== undefined) return item;
    throw new ServiceError('OpsItemNotFoundException', 400, `OpsItem ID ${id} not found`);
  }

  return {
    GetOpsItem({ OpsItemId }: Checked<GetOpsItemRequest>, caller: Caller): GetOpsItemResponse {
      const item = find(OpsItemId, caller);
      return {
        OpsItem: {
          OpsItemId: item.id,
          OpsItemArn: opsItemArn(item),
          OpsItemType: item.type,
          Title: item.title,
          Description: item.description,
          Status: item.status,
          Severity: item.severity,
          Priority: item.priority,
          Category: item.category,
          Source: item.source,
          Version: String(item.version),
          CreatedBy: item.createdBy,
          CreatedTime: item.createdAt,
          LastModifiedBy: item.modifiedBy,
          LastModifiedTime: item.modifiedAt,
          Notifications: item.topics.map((Arn) => ({ Arn })),
          RelatedOpsItems: [],
          OperationalData: item.data,
        },
      };
    },

    UpdateOpsItem(input: Checked<UpdateOpsItemRequest>, caller: Caller): object {
      const item = find(input.OpsItemId, caller);
      const { Title, Description, Status, Severity, Priority, Category, OperationalData = {}, Notifications } = input;
      const keys = Object.keys(OperationalData).filter((key) => key.startsWith('/aws') && !writableAwsKeys.has(key));
      if (keys.length > 0) {
        const message = `OperationalData keys are reserved: ${keys.join(', ')}`;
        throw new ServiceError('OpsItemInvalidParameterException', 400, message, {
          parameterNames: ['OperationalData'],
        });
      }
      const changes = {
        ...(Title !== undefined && { title: Title }),
        ...(Description !== undefined && { description: Description }),
        ...(Status !== undefined && { status: Status }),
        ...(Severity !== undefined && { severity: Severity }),
        ...(Priority !== undefined && { priority: Priority }),
        ...(Category !== undefined && { category: Category }),
        ...(Notifications !== undefined && { topics: Notifications.flatMap(({ Arn }) => Arn ?? []) }),
        data: OperationalData,
      };
      opsItems.update(opsItemArn(item), changes, caller.principal);
      return {};
    },

    ListOpsItemRelatedItems(
      input: Checked<ListOpsItemRelatedItemsRequest>,
      caller: Caller,
    ): ListOpsItemRelatedItemsResponse {
      const { OpsItemId, Filters = [], MaxResults = defaultPageSize, NextToken } = input;
      const items = OpsItemId === undefined ? opsItems.list(caller.account, caller.region) : [find(OpsItemId, caller)];
      const matching = items
        .flatMap(({ related }) => related)
        .filter((one) => Filters.every(({ Key, Values }) => Values.includes(String(fieldOf(one, Key)))));
      const { items: Summaries, next } = pageOf(matching, MaxResults, NextToken);
      return { Summaries, NextToken: next };
    },
  };
}

const fieldOf = (related: OpsItemRelatedItemSummary, key: string) =>
  ({ ResourceType: related.ResourceType, AssociationId: related.AssociationId, ResourceUri: related.ResourceUri })[key];
