import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { tableDefinition } from '../../src/cloud/dynamodb-table.ts';

/** A real DynamoDB engine on 127.0.0.1. */
export async function startDynamoDb() {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let tables = 0;
  const clients: DynamoDBDocumentClient[] = [];

  function connect(settings: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1, ...settings }),
    );
    clients.push(client);
    return client;
  }

  return {
    url,
    connect,
    /** @returns the name of a new, empty table */
    async createTable(): Promise<string> {
      tables += 1;
      const TableName = `incidents-${tables}`;
      await connect().send(new CreateTableCommand({ ...tableDefinition, TableName }));
      return TableName;
    },
    async close(): Promise<void> {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
