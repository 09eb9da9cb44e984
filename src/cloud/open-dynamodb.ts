import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { abortAtDeadline } from '../aws/abort-at-deadline.ts';
import type { Store } from '../store/store.ts';
import { createDynamoStore } from './dynamodb-store.ts';

/** Opens the store in a DynamoDB table, with the credentials and Region of the environment. */
export function openDynamoStore(tableName: string, now: () => number): Store {
  const client = new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
  const documents = DynamoDBDocumentClient.from(abortAtDeadline(client), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return createDynamoStore({ client: documents, tableName, now });
}
