import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableDefinition, ttlAttribute } from '../cloud/dynamodb-table.ts';
import { toServiceError } from '../cloud/service-fault.ts';
import { type CheckContext, checked, type Finding, note, ok, toFix } from './finding.ts';

const subject = 'Store';

/** The DynamoDB table as the app needs it, or the SQLite file's place. */
export async function checkStore({ config: { store } }: CheckContext): Promise<Finding[]> {
  if (store.kind === 'sqlite') return [await checkFile(store.file)];
  const table = store.table;
  return checked(
    subject,
    async () => {
      const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
      const client = new DynamoDBClient({
        maxAttempts: 2,
        requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
      });
      try {
        return await checkTable(client, table);
      } finally {
        client.destroy();
      }
    },
    () => `aws dynamodb describe-table --table-name ${table}`,
  );
}

async function checkFile(file: string): Promise<Finding> {
  if (file === ':memory:')
    return note(subject, 'in memory: everything is forgotten at the next start', 'STORE_URL=sqlite:data/incidents.db');
  let folder = dirname(file);
  for (;;) {
    try {
      await access(folder, constants.W_OK);
      if ((await stat(folder)).isDirectory()) return ok(subject, `${file} can be written`);
      return toFix(subject, `${folder} is no folder`, `ls -l ${folder}`);
    } catch (error) {
      const parent = dirname(folder);
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder) {
        folder = parent;
        continue;
      }
      return toFix(subject, `${folder} cannot be written, so ${file} neither`, `chmod u+w ${folder}`);
    }
  }
}

async function checkTable(client: DynamoDBClient, TableName: string): Promise<Finding[]> {
  const sdk = await import('@aws-sdk/client-dynamodb');
  const call = <T>(action: string, work: Promise<T>) =>
    work.catch((error: unknown) => {
      throw toServiceError(error, 'STORE_URL', action);
    });
  const { Table } = await call('dynamodb:DescribeTable', client.send(new sdk.DescribeTableCommand({ TableName })));
  const keys = (schema: readonly { AttributeName?: string | undefined }[] = []) =>
    schema.map(({ AttributeName }) => AttributeName).join(' ');
  const indexes = new Map(Table?.GlobalSecondaryIndexes?.map((each) => [each.IndexName ?? '', keys(each.KeySchema)]));
  const wrong = [
    ...(keys(Table?.KeySchema) === keys(tableDefinition.KeySchema) ? [] : ['its key']),
    ...tableDefinition.GlobalSecondaryIndexes.filter(
      ({ IndexName, KeySchema }) => indexes.get(IndexName) !== keys(KeySchema),
    ).map(({ IndexName }) => `its index ${IndexName}`),
  ];
  if (wrong.length > 0) {
    const fix = 'npx osls deploy (or make the table as src/cloud/dynamodb-table.ts says)';
    return [toFix(subject, `${TableName} is not the app's table: ${wrong.join(', ')}`, fix)];
  }
  return [
    ok(subject, `${TableName} is ${Table?.TableStatus}`),
    ...(await checkExpiry(client, TableName)),
    ...(await checkBackups(client, TableName)),
  ];
}

/** What these two ask is no need of the app's own: not being allowed to is no fault. */
async function checkExpiry(client: DynamoDBClient, TableName: string): Promise<Finding[]> {
  const { DescribeTimeToLiveCommand } = await import('@aws-sdk/client-dynamodb');
  const answer = await client.send(new DescribeTimeToLiveCommand({ TableName })).catch(() => undefined);
  const { AttributeName, TimeToLiveStatus } = answer?.TimeToLiveDescription ?? {};
  if (answer === undefined || (AttributeName === ttlAttribute && TimeToLiveStatus === 'ENABLED')) return [];
  const set = `--time-to-live-specification Enabled=true,AttributeName=${ttlAttribute}`;
  const fix = `aws dynamodb update-time-to-live --table-name ${TableName} ${set}`;
  return [note(subject, `${TableName} keeps what has expired: it only grows`, fix)];
}

async function checkBackups(client: DynamoDBClient, TableName: string): Promise<Finding[]> {
  const { DescribeContinuousBackupsCommand } = await import('@aws-sdk/client-dynamodb');
  const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName })).catch(() => undefined);
  const { PointInTimeRecoveryDescription: recovery } = answer?.ContinuousBackupsDescription ?? {};
  if (answer === undefined || recovery?.PointInTimeRecoveryStatus === 'ENABLED') return [];
  const set = '--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true';
  const fix = `aws dynamodb update-continuous-backups --table-name ${TableName} ${set}`;
  return [note(subject, `${TableName} has no point-in-time recovery`, fix)];
}
