import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { abortAtDeadline } from '../aws/abort-at-deadline.ts';
import { measureCalls } from '../aws/measure-calls.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import { createDynamoStore } from './dynamodb-store.ts';

/** Opens the store in a DynamoDB table, with the credentials and Region of the environment. */
export function openDynamoStore(tableName: string, now: () => number, metrics?: Metrics): Store {
  const client = new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
  const documents = DynamoDBDocumentClient.from(measureCalls(abortAtDeadline(client), metrics), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return createDynamoStore({ client: documents, tableName, now });
}
