import type { DatabaseSync } from 'node:sqlite';
import { readManifest, startEmbeddedServices } from 'slack-aws-sandbox';
import { seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, type EmbeddedSlack } from 'slack-aws-sandbox/slack';
import { createIncidentApp } from '../../src/app.ts';
import { tick } from '../../src/clock/tick.ts';
import { readConfig } from '../../src/config/config.ts';
import { closeServer, listen } from '../../src/fronts/http/listen.ts';
import { createHttpFront } from '../../src/fronts/http/server.ts';
import { createSlackFront } from '../../src/fronts/http/slack-front.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { afterFailure } from '../../src/jobs/worker.ts';
import type { Log } from '../../src/log.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { silentLog } from '../support/silent-log.ts';

const tickEveryMs = 15_000;

interface OpenedStorage {
  store: Store;
  queue: JobQueue;
  close(): Promise<void>;
}

interface ClockedOptions {
  log?: Log;
  /** The start of the clock, in epoch milliseconds. Default: now. */
  startMs?: number;
  /** Environment variables for the app, in addition. */
  environment?: NodeJS.ProcessEnv;
  /** Opens the store and the queue. Default: empty ones. */
  open?: (slack: EmbeddedSlack, now: () => number) => Promise<OpenedStorage>;
}

/** A store and a queue in one database, which they close. */
export function inDatabase(database: DatabaseSync, now: () => number): OpenedStorage {
  return {
    store: createSqliteStore(database, { now }),
    queue: createSqliteQueue(database, { now }),
    async close() {
      database.close();
    },
  };
}

const openInMemory = async (_: EmbeddedSlack, now: () => number) => inDatabase(openSqliteDatabase(':memory:'), now);

/**
 * The whole app behind its queue, by real HTTP against the embedded services, with a clock that a test moves: minutes of
 * an outage take no time. An event of an incident becomes the job of its SNS notification.
 */
export async function startClockedApp(
  channels: readonly string[],
  { startMs, open = openInMemory, log = silentLog, environment: more = {} }: ClockedOptions = {},
) {
  let aheadMs = startMs === undefined ? 0 : startMs - Date.now();
  let tickedMs = 0;
  const now = () => Date.now() + aheadMs;
  const services = await startEmbeddedServices({ now });
  const slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false, now });
  const environment: NodeJS.ProcessEnv = {
    ...services.environment,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    ...(channels.length > 0 && { CHAT_TOPICS: `${seedTopics.chat}=${channels.join('+')}` }),
    ...more,
  };
  Object.assign(process.env, environment);
  const config = readConfig(environment);
  const { store, queue, close } = await open(slack, now);
  const { statusPostsMs, onCallGroups, regions } = config;
  const app = createIncidentApp({
    config,
    regions,
    store,
    queue,
    environment,
    now,
    log,
  });

  const server = createHttpFront({
    slack: createSlackFront({ signingSecret: slack.signingSecret, queue, now, log: silentLog }),
    health: async () => ({ status: 200 }),
    log: silentLog,
  });
  slack.setAppUrl(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`);

  let told = 0;
  let notifies = true;
  const sending: Promise<void>[] = [];
  services.aws.incidents.onChange(({ arn }) => {
    if (!notifies) return;
    told += 1;
    const receivedAtMs = now();
    const job = {
      kind: 'notification' as const,
      topicArn: seedTopics.chat,
      sort: 'incident',
      incidents: [arn],
      engaged: false,
      receivedAtMs,
    };
    sending.push(queue.send([{ group: `notification ${arn}`, dedupeId: `n${told}`, job }]));
  });

  /** Runs the jobs that are due now, like a worker. */
  async function work(): Promise<void> {
    await Promise.all(sending.splice(0));
    for (;;) {
      const deliveries = await queue.receive(16, 0);
      if (deliveries.length === 0) return;
      for (const delivery of deliveries) {
        try {
          await app.run(delivery);
          await queue.done(delivery);
        } catch (error) {
          const next = afterFailure(error, delivery, now(), () => 0.5);
          if (next !== 'give up') await queue.retry(delivery, next.retryInMs);
          else if ((await app.givenUp(delivery, error)) === 'job deferred') await queue.done(delivery);
          else await queue.deadLetter(delivery, String(error));
        }
      }
    }
  }

  return {
    ...services,
    slack,
    store,
    queue,
    now,
    work,
    /** From now on no notification arrives. */
    loseNotifications() {
      notifies = false;
    },
    /** Lets a number of seconds pass, while the clock ticks and the worker works. */
    async pass(seconds: number): Promise<void> {
      const untilMs = now() + seconds * 1000;
      while (now() < untilMs) {
        aheadMs += 1000;
        if (now() - tickedMs >= tickEveryMs) {
          tickedMs = now();
          await tick({ store, queue, statusPostsMs, onCallGroups, horizonMs: tickEveryMs, now, log: silentLog });
        }
        await work();
      }
    },
    /** Lets a number of seconds pass at once, then ticks. */
    async leap(seconds: number): Promise<void> {
      aheadMs += seconds * 1000;
      tickedMs = now();
      await tick({ store, queue, statusPostsMs, horizonMs: tickEveryMs, now, log: silentLog });
      await work();
    },
    /** A person types a command. */
    async command(text: string, channel: string): Promise<void> {
      await slack.workspace.command({ user: slack.workspace.ids.ada, channel, text: `/incident ${text}` });
      await work();
    },
    async close(): Promise<void> {
      app.close();
      // First, so that none of its requests keeps the server open.
      await slack.close();
      await closeServer(server);
      await queue.close();
      await close();
      await services.close();
    },
  };
}
