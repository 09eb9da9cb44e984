import type { Constraints } from '../protocol/constraint.ts';
import type { StructureSchema } from '../protocol/decode.ts';

const namespace = 'com.amazonaws.ssm';
const text = 0;
const number = 1;
const time = 4;
const texts = 64;
const structure = (name: string, members: string[], types: unknown[], required = 0) =>
  [3, namespace, name, 0, members, types, required] as unknown as StructureSchema;
const listOf = (name: string, element: StructureSchema) => [1, namespace, name, 0, element];

const dataValue = structure('OpsItemDataValue', ['Value', 'Type'], [text, text]);
const notification = structure('OpsItemNotification', ['Arn'], [text]);
const relatedOpsItem = structure('RelatedOpsItem', ['OpsItemId'], [text], 1);
const filter = structure('OpsItemRelatedItemsFilter', ['Key', 'Values', 'Operator'], [text, texts, text], 3);

// Declared here rather than imported: the client's own schemas would load 140 operations.
export const opsItemInputs: Readonly<Record<string, StructureSchema>> = {
  GetOpsItem: structure('GetOpsItemRequest', ['OpsItemId', 'OpsItemArn'], [text, text], 1),
  UpdateOpsItem: structure(
    'UpdateOpsItemRequest',
    [
      'OpsItemId',
      'Description',
      'OperationalData',
      'OperationalDataToDelete',
      'Notifications',
      'Priority',
      'RelatedOpsItems',
      'Status',
      'Title',
      'Category',
      'Severity',
      'ActualStartTime',
      'ActualEndTime',
      'PlannedStartTime',
      'PlannedEndTime',
      'OpsItemArn',
    ],
    [
      text,
      text,
      [2, namespace, 'OpsItemOperationalData', 0, 0, dataValue],
      texts,
      listOf('OpsItemNotifications', notification),
      number,
      listOf('RelatedOpsItems', relatedOpsItem),
      text,
      text,
      text,
      text,
      time,
      time,
      time,
      time,
      text,
    ],
    1,
  ),
  ListOpsItemRelatedItems: structure(
    'ListOpsItemRelatedItemsRequest',
    ['OpsItemId', 'Filters', 'MaxResults', 'NextToken'],
    [text, listOf('OpsItemRelatedItemsFilters', filter), number, text],
  ),
};

const id = { pattern: /^oi-[0-9a-f]{12}$/ };
const arn = { min: 20, max: 2048, pattern: /^arn:(aws[a-zA-Z-]*)?:ssm:[a-z0-9-.]{0,63}:[0-9]{12}:opsitem.*/ };
const words = (max: number) => ({ min: 1, max, pattern: /^(?!\s*$).+/s });

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateOpsItem.html */
export const opsItemConstraints: Constraints = {
  GetOpsItemRequest: { OpsItemId: id, OpsItemArn: arn },
  UpdateOpsItemRequest: {
    OpsItemId: id,
    OpsItemArn: arn,
    Title: words(1024),
    Description: words(2048),
    Category: words(64),
    Severity: words(64),
    Priority: { min: 1, max: 5 },
    OperationalData: { keys: words(128) },
    Status: {
      oneOf: [
        'Open',
        'InProgress',
        'Resolved',
        'Pending',
        'TimedOut',
        'Cancelling',
        'Cancelled',
        'Failed',
        'CompletedWithSuccess',
        'CompletedWithFailure',
        'Scheduled',
        'RunbookInProgress',
        'PendingChangeCalendarOverride',
        'ChangeCalendarOverrideApproved',
        'ChangeCalendarOverrideRejected',
        'PendingApproval',
        'Approved',
        'Revoked',
        'Rejected',
        'Closed',
      ],
    },
  },
  OpsItemDataValue: { Type: { oneOf: ['SearchableString', 'String'] } },
  ListOpsItemRelatedItemsRequest: { OpsItemId: id, MaxResults: { min: 1, max: 50 } },
  OpsItemRelatedItemsFilter: {
    Key: { oneOf: ['ResourceType', 'AssociationId', 'ResourceUri'] },
    Operator: { oneOf: ['Equal'] },
  },
};
