import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { readManifest, startEmbeddedServices } from 'slack-aws-sandbox';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createIncidentApp } from '../../src/app.ts';
import { readConfig } from '../../src/config/config.ts';
import { untilAborted } from '../../src/deadline.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { afterFailure } from '../../src/jobs/worker.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { channelReader } from '../e2e/topic-channels.ts';
import { allText } from '../support/all-text.ts';
import { silentLog } from '../support/silent-log.ts';
import { openCloud, openSqlite, type Storage } from './storages.ts';

/** The clock of everything, which leaps over delays and the claims of processes that ended. */
let aheadMs = 0;
const machineNow = Date.now;
vi.spyOn(Date, 'now').mockImplementation(() => machineNow() + aheadMs);
const now = () => Date.now();

const channel = ids.incidents;
let services: Awaited<ReturnType<typeof startEmbeddedServices>>;
let slack: Awaited<ReturnType<typeof createEmbeddedSlack>>;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  services = await startEmbeddedServices();
  slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false });
  environment = {
    ...services.environment,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    CHAT_TOPICS: `${seedTopics.chat}=${channel}`,
    MENTIONS: `3=${ids.managers}`,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await slack.close();
  await services.close();
});

/** The end of a process: after the `at`-th write that arrives. */
class Kill {
  readonly #end = new AbortController();
  #left: number;
  writes = 0;
  constructor(at: number) {
    this.#left = at;
  }
  get signal(): AbortSignal {
    return this.#end.signal;
  }
  /** Called when a write has arrived and before its answer has: a process that is killed sees none. */
  wrote(): void {
    this.writes += 1;
    this.#left -= 1;
    if (this.#left === 0) this.#end.abort(new Error('killed'));
  }
}

/** Makes methods of the store or the queue count as writes. */
const counting = <T extends object>(target: T, names: readonly string[], kill: () => Kill): T =>
  new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function' || !names.includes(String(name))) return member;
      return async (...given: unknown[]) => {
        kill().signal.throwIfAborted();
        const result: unknown = await member.apply(object, given);
        kill().wrote();
        kill().signal.throwIfAborted();
        return result;
      };
    },
  });

const slackWrites = /\/api\/(chat\.|pins\.|bookmarks\.)/;

/** Processes that work off a queue, each of which may be killed. */
function startProcesses(storage: Storage) {
  let process = 0;
  let kill = new Kill(0);
  const config = readConfig(environment);
  const onAnswer = (message: unknown): void => {
    if (slackWrites.test((message as { request: IncomingMessage }).request.url ?? '')) kill.wrote();
  };
  subscribe('http.server.response.finish', onAnswer);

  function start() {
    process += 1;
    const queue = storage.openQueue(process);
    const life = kill;
    const app = createIncidentApp({
      config,
      regions: config.regions,
      store: counting(storage.store, ['write', 'remove'], () => life),
      queue: counting(queue, ['send'], () => life),
      environment,
      now,
      log: silentLog,
    });
    return { app, queue };
  }
  let running = start();

  async function restart(next: Kill): Promise<void> {
    running.app.close();
    await running.queue.close();
    kill = next;
    running = start();
  }

  /** Works until nothing is left. A process that is killed leaves its jobs; another goes on once its claims have run out. */
  async function work(): Promise<void> {
    for (let rounds = 0; rounds < 500; rounds += 1) {
      // Time for cards to rest, so that no job sleeps.
      aheadMs += 1100;
      const { app, queue } = running;
      const deliveries = await queue.receive(2, 0);
      for (const delivery of deliveries) {
        const failed = await untilAborted(kill.signal, () => app.run(delivery)).then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        if (kill.signal.aborted) break;
        const next = failed && afterFailure(failed.error, delivery, now(), () => 0.5);
        if (next === 'give up') throw failed?.error;
        if (next === undefined) await queue.done(delivery);
        else await queue.retry(delivery, next.retryInMs);
      }
      if (kill.signal.aborted) {
        aheadMs += storage.claimMs;
        await restart(new Kill(0));
      } else if (deliveries.length === 0) {
        const { waiting, running: claimed } = await queue.stats();
        if (waiting + claimed === 0) return;
        aheadMs += 1000;
      }
    }
    throw new Error('the work does not end');
  }

  return {
    /** Runs an event. @param at the write after which the process ends; 0: never. @returns the writes */
    async play(event: JobToSend, at: number): Promise<number> {
      const life = new Kill(at);
      await restart(life);
      await running.queue.send([event]);
      await work();
      return life.writes;
    },
    async end(): Promise<void> {
      unsubscribe('http.server.response.finish', onAnswer);
      running.app.close();
      await running.queue.close();
    },
  };
}

let events = 0;
const notification = (arn: string): JobToSend => {
  events += 1;
  const group = `notification ${events}`;
  const about = { topicArn: seedTopics.chat, sort: 'incident', incidents: [arn], engaged: false };
  return { group, dedupeId: group, job: { kind: 'notification', ...about, receivedAtMs: now() } };
};
const command = (arn: string): JobToSend => {
  events += 1;
  const { team } = ids;
  const requester = { channel_id: channel, user_id: ids.ada, team_id: team };
  const asked = {
    command: '/incident',
    text: arn,
    trigger_id: `${events}.1.x`,
  };
  return slackJob({ ...asked, ...requester }, now());
};

interface Path {
  name: string;
  /** Whether the incident has its card before, and what then happens to it. */
  known?: 'unchanged' | 'changed';
  event: (arn: string) => JobToSend;
}

const paths: readonly Path[] = [
  { name: 'the first /incident <arn>', event: command },
  { name: 'the first notification of an incident', event: notification },
  { name: 'a notification that changed nothing', known: 'unchanged', event: notification },
  { name: 'a changed impact', known: 'changed', event: notification },
];

const impacts = [
  { impact: 4, word: 'Low' },
  { impact: 3, word: 'Medium' },
] as const;

/**
 * Only writes are followed by a kill: a request that reads leaves Slack, the store and the queue as they were, so that a kill after
 * it is one after the write before it. The process is killed by aborting what it does as the write arrives: its answer is
 * lost, nothing is sent any more, and the next process starts with an empty memory, as after `kill -9`.
 */
describe.each([
  ['SQLite', async () => openSqlite(now)],
  ['DynamoDB and SQS', () => openCloud(now)],
] as const)('a process that ends after any write, on %s', (_, open) => {
  let storage: Storage;
  let processes: ReturnType<typeof startProcesses>;
  beforeAll(async () => {
    storage = await open();
    processes = startProcesses(storage);
  });
  afterAll(async () => {
    await processes.end();
    await storage.close();
  });

  test.each(paths)('$name leaves one true card', async ({ known, event }) => {
    const start = () => services.aws.incidents.start(seedPlans.checkout, { title: 'Killed', impact: 4 });
    const read = channelReader({ slack });
    const cardStore = createCardStore(storage.store);
    let arn = start();
    if (known !== undefined) await processes.play(notification(arn), 0);
    // The first time no process is killed, and the writes are counted.
    let writes = 1;
    for (let at = 0; at <= writes; at += 1) {
      if (known === undefined) arn = start();
      const { impact, word } = impacts[known === 'changed' ? (at + 1) % 2 : 0] ?? impacts[0];
      if (known === 'changed') services.aws.incidents.update(arn, { impact });
      const made = await processes.play(event(arn), at);
      if (at === 0) writes = made;
      const cards = read.cards(channel, arn);
      expect(cards, `cards after a kill at write ${at}`).toHaveLength(1);
      expect(allText(cards[0]?.blocks)).toContain(word);
      const lines = read.lines(channel, arn).filter((line) => line.includes('Impact: '));
      expect(lines, `lines after a kill at write ${at}`).toHaveLength(known === 'changed' ? at + 1 : 0);
      const stored = (await cardStore.get(arn, channel))?.card;
      expect(stored).toMatchObject({ ts: cards[0]?.ts, channel });
      expect([stored?.undrawn, stored?.pending]).toEqual([undefined, undefined]);
    }
    expect(writes).toBeGreaterThan(2);
  });
});
