import { createIncidentApp, type IncidentApp } from '../../app.ts';
import { sessionOfFunction } from '../../aws/accounts.ts';
import { readConfig } from '../../config/config.ts';
import { takePlainLines } from '../../config/plain-lines.ts';
import { AppError } from '../../errors.ts';
import { createLog, type Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Store } from '../../store/store.ts';
import { createCallLog, reportToAll } from '../metrics/call-log.ts';
import type { BatchQueue } from './batch-queue.ts';
import { createDeliveryNotes, type DeliveryNotes } from './delivery-notes.ts';
import type { EmbeddedMetrics } from './embedded-metrics.ts';
import { once } from './once.ts';
import { withSecrets } from './secrets.ts';
import { createSignedCall } from './signed-call.ts';

export interface LambdaApp {
  app: IncidentApp;
  /** Opens a queue, and loads the SQS client, on first use. @param sourceArn ARN of a queue; another one's: that of `QUEUE_URL` */
  queue(sourceArn?: string): Promise<BatchQueue>;
  deliveryNotes: DeliveryNotes;
  log: Log;
  /** Where `METRICS_NAMESPACE` is set. */
  embedded?: EmbeddedMetrics;
  metrics?: Metrics;
}

/**
 * Opens the app in a Lambda function. Reads the secrets; calls nothing else and loads no AWS client.
 * @param functionArn the ARN by which Lambda was invoked
 * @throws AppError `configuration`
 */
export async function openApp(now: () => number, functionArn = ''): Promise<LambdaApp> {
  const call = createSignedCall({ environment: process.env, now, timeoutMs: 3000 });
  const environment = await withSecrets(process.env, call);
  const config = readConfig(environment, 'worker');
  const log = createLog(config.logLevel);
  takePlainLines(log);
  const { queueUrl, peopleQueueUrl, store: location } = config;
  if (config.slack.mode === 'sandbox') throw new AppError('configuration', 'SLACK_BOT_TOKEN: found nothing');
  if (queueUrl === undefined) throw new AppError('configuration', 'QUEUE_URL: found nothing, expected an SQS queue');
  if (location.kind !== 'dynamodb') throw new AppError('configuration', 'STORE_URL: expected dynamodb:TABLE');

  const embedded = await openEmbedded(config.metricsNamespace);
  const metrics = reportToAll([embedded, config.logLevel === 'debug' ? createCallLog(log) : undefined]);
  const store = createLazyStore(async () => {
    const { openDynamoStore } = await import('../../cloud/open-dynamodb.ts');
    return openDynamoStore(location.table, now, metrics);
  });
  const openQueue = (url: string) =>
    once(async () => (await import('./batch-queue.ts')).openBatchQueue(url, now, metrics, queueUrl));
  const mainQueue = openQueue(queueUrl);
  const peopleQueue = peopleQueueUrl === undefined ? mainQueue : openQueue(peopleQueueUrl);
  const peopleQueueName = peopleQueueUrl?.split('/').at(-1);
  const queue = (sourceArn = '') => (sourceArn.split(':').at(-1) === peopleQueueName ? peopleQueue() : mainQueue());
  const ownSession = sessionOfFunction(functionArn);
  const app = createIncidentApp({
    config,
    ...(ownSession && { ownSession }),
    regions: config.regions,
    store,
    queue: { send: async (jobs) => (await queue()).send(jobs), stats: async () => (await queue()).stats() },
    environment,
    isDeployed: true,
    now,
    log,
    ...(metrics && { metrics }),
  });
  const measuring = { ...(embedded && { embedded }), ...(metrics && { metrics }) };
  return { app, queue, deliveryNotes: createDeliveryNotes(store, now), log, ...measuring };
}

async function openEmbedded(namespace: string | undefined): Promise<EmbeddedMetrics | undefined> {
  if (namespace === undefined) return undefined;
  const { createEmbeddedMetrics } = await import('./embedded-metrics.ts');
  return createEmbeddedMetrics(namespace);
}

/** A store that is opened, and its client loaded, on first use. */
export function createLazyStore(open: () => Promise<Store>): Store {
  let used = false;
  const store = once(() => {
    used = true;
    return open();
  });
  return {
    get: async (key) => (await store()).get(key),
    write: async (item, expect) => (await store()).write(item, expect),
    remove: async (key, expect) => (await store()).remove(key, expect),
    list: async (partition, sortPrefix) => (await store()).list(partition, sortPrefix),
    listed: async (under) => (await store()).listed(under),
    due: async (nowMs, limit, lane) => (await store()).due(nowMs, limit, lane),
    scan: async (partitionPrefix, after) => (await store()).scan(partitionPrefix, after),
    count: async (partitionPrefix) => (await store()).count(partitionPrefix),
    close: async () => (used ? (await store()).close() : undefined),
  };
}
