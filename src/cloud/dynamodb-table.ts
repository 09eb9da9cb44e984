import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Index of the items by `listedUnder`. */
export const listedIndex = 'listed';
/** Index of the items by the time they are due, spread over shards: one key would be one hot partition. */
export const dueIndex = 'due';
/** The attribute by which DynamoDB erases items, in seconds since 1970. Late by up to days, so reads check it too. */
export const ttlAttribute = 'expiresAt';

/** The table that holds everything; each index holds only the items that have its key. */
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
