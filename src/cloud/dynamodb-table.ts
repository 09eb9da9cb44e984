import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** The index of items by `listedUnder`. */
export const listedIndex = 'listed';
/** The index of items by due time. Sharded, because a single key would be a hot partition. */
export const dueIndex = 'due';
/** The TTL attribute, in epoch seconds. DynamoDB deletes up to days late, so reads check the expiry too. */
export const ttlAttribute = 'expiresAt';

/** The single table. Each index contains only the items that have its key. */
export const tableDefinition = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'listedUnder', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'S' },
    { AttributeName: 'dueAtMs', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: listedIndex,
      KeySchema: [{ AttributeName: 'listedUnder', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: dueIndex,
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAtMs', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} satisfies Omit<CreateTableCommandInput, 'TableName'>;
