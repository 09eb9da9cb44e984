import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import type { FromEngines } from './engine-messages.ts';

// Runs as a separate process, on the clock of the run (`fast-clock.ts`): SQS and DynamoDB by engines that are not ours.
const host = '127.0.0.1';
const sqs = await startFauxqs({ port: 0, host, logger: false, defaultRegion: 'eu-west-1' });
const dynamo = dynalite({ createTableMs: 0, deleteTableMs: 0 });
await new Promise<void>((resolve) => dynamo.listen(0, host, resolve));
const ready: FromEngines = {
  kind: 'ready',
  sqsUrl: `http://${host}:${sqs.port}`,
  dynamoUrl: `http://${host}:${(dynamo.address() as AddressInfo).port}`,
};
process.send?.(ready);
