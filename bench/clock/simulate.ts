import { plainCard } from '../../src/cards/surfaces/render-card.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { type Rates, wrongCardsPerMinute } from '../../src/clock/budget.ts';
import { createAllowance } from '../../src/clock/card-allowance.ts';
import { tick } from '../../src/clock/tick.ts';
import { openGate } from '../../src/gate/open-gate.ts';
import { oneWorkspace } from '../../src/gate/slack-access.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { Delivery } from '../../src/jobs/queue.ts';
import { afterFailure } from '../../src/jobs/worker.ts';
import { createCardKeeper } from '../../src/posting/card-keeper.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { createMarkers } from '../../src/watches/markers.ts';
import { postStatusUpdate } from '../../src/watches/status-update.ts';
import { finalStatusUpdate, type StatusNews } from '../../src/watches/status-update-news.ts';
import { readForStatus } from '../../src/watches/status-update-read.ts';
import { createWatchStore, isWatched } from '../../src/watches/watch.ts';
import { createWatchKeeper } from '../../src/watches/watch-keeper.ts';
import { silentLog } from '../../test/support/silent-log.ts';
import { type IncidentHistory, incidentHistory, recordAt } from './incident-history.ts';
import { createLatenessLog, type Lateness } from './lateness.ts';
import { createRandom } from './random.ts';
import { createSimulatedAws } from './simulated-aws.ts';
import { createSimulatedSlack } from './simulated-slack.ts';
import { createVirtualTime } from './virtual-time.ts';

export interface Load {
  incidents: number;
  watches: number;
  channels: number;
  hours: number;
  /** Mean lifetime of an incident, in hours. */
  lifeHours: number;
  /** Percentage of incidents with impact 1, 2, 3 and 4. */
  impacts: readonly [number, number, number, number];
  /** Minutes between status updates, by impact. */
  cadenceMinutes?: readonly [number, number, number, number];
  /** Mean minutes between changes of an incident. Default 240. */
  changeMinutes?: number;
  /** Quotas of the clock. Default: the app's. */
  rates?: Rates;
  /** Fraction of messages whose answer is lost. */
  lostPart: number;
}

export interface Outcome {
  lateness: Lateness[];
  /** Status updates posted. */
  posts: number;
  duplicates: number;
  /** Watches of open incidents that have no next update scheduled. */
  lost: number;
  /** Watches that ended with their incident. */
  ended: number;
  reads: number;
  /** Reads needed if all channels of an incident were always due together. */
  leastReads: number;
  updates: number;
  limited: number;
  throttled: number;
  calls: ReadonlyMap<string, number>;
  ticks: number;
  /** Dead letters. */
  deadLetters: number;
}

const startMs = Date.UTC(2026, 0, 5, 9);
const hourMs = 3_600_000;
const tickEveryMs = 15_000;
const pollMs = 200;
const width = 16;

/** Runs a load for some hours of simulated time over the real tick, jobs, store and queue. */
export async function simulate(load: Load, progress: (text: string) => void): Promise<Outcome> {
  const time = createVirtualTime(startMs);
  const { now, sleep } = time;
  const endMs = startMs + load.hours * hourMs;
  const random = createRandom(7);
  const changeEveryMs = (load.changeMinutes ?? 240) * 60_000;
  const minutes = load.cadenceMinutes ?? [15, 30, 60, 240];
  const statusPostsMs = new Map(minutes.map((each, index): [number, number] => [index + 1, each * 60_000]));
  const database = openSqliteDatabase(':memory:');
  const store = createSqliteStore(database, { now });
  const queue = createSqliteQueue(database, { now });
  const histories = new Map<string, IncidentHistory>();
  const log = createLatenessLog();
  const waiting = new Map<string, { arn: string; impact: number; sinceMs: number; posts: number }>();
  let posts = 0;

  const slack = createSimulatedSlack({
    time,
    random,
    latencyMs: 150,
    lostPart: load.lostPart,
    onPost({ channel, arn, key }) {
      const id = `${arn} ${channel}`;
      const watch = waiting.get(id);
      if (!key.startsWith('status ') || watch === undefined) return;
      posts += 1;
      const lateMs = now() - Number(key.slice(7));
      log.add(watch.impact, lateMs, statusPostsMs.get(watch.impact) ?? 1, now() - watch.sinceMs);
      watch.sinceMs = now();
      watch.posts += 1;
    },
  });
  const aws = createSimulatedAws(time, random, histories, 120);
  const writer = createMessageWriter(slack.client, silentLog);
  const watches = createWatchStore(store);
  const cardStore = createCardStore(store);
  const opens = (arn: string, channel: string) => isWatched(watches, arn, channel);
  const { gate, channels } = openGate({
    access: oneWorkspace(slack.client, ''),
    isWatched: opens,
    now,
    log: silentLog,
  });
  const markers = createMarkers(slack.client, writer, silentLog);
  const watchKeeper = createWatchKeeper({ watches, markers, statusPostsMs, now });
  const draw = (snapshot: IncidentSnapshot, news: StatusNews) =>
    statusUpdate(snapshot, { ...news, now: now(), actions: new Set() });
  const cards = createCardKeeper({
    cards: cardStore,
    slack: slack.client,
    writer,
    draw: ({ record }) => plainCard(record),
    drawMoved: ({ record }) => plainCard(record),
    mayShow: (arn, channel) => gate.mayPost({ incident: arn }, channel),
    isMember: channels.isMember,
    isWatched: watchKeeper.isWatched,
    finalStatusUpdate: (channel, snapshot) => finalStatusUpdate({ watches, draw }, channel, snapshot),
    follow: watchKeeper.follow,
    resume: watchKeeper.resume,
    mentions: new Map(),
    now,
    sleep,
  });
  const parts = {
    allowance: createAllowance(store, 'wrong cards', wrongCardsPerMinute),
    watches,
    watchKeeper,
    cardStore,
    cards,
    gate,
    slack: slack.client,
    writer,
    draw,
    statusPostsMs,
    now,
    log: silentLog,
  };

  let numbers = 0;
  const impactOf = (): number => {
    const drawn = random() * 100;
    const [one, two, three] = load.impacts;
    return drawn < one ? 1 : drawn < one + two ? 2 : drawn < one + two + three ? 3 : 4;
  };

  /** Creates an incident with watches and cards; at the start, watches are at a random point of their cadence. */
  async function begin(atStart: boolean): Promise<void> {
    numbers += 1;
    const impact = impactOf();
    const options = { number: numbers, createdAtMs: now(), impact, random, changeEveryMs };
    const history = incidentHistory({ ...options, lifeMs: load.lifeHours * hourMs, untilMs: endMs });
    histories.set(history.arn, history);
    const record = recordAt({ ...history, endsAtMs: Number.POSITIVE_INFINITY }, now());
    if (record === undefined) return;
    const view = { record, readAtMs: now() };
    const cadenceMs = statusPostsMs.get(impact) ?? 0;
    const mine = new Set<string>();
    while (mine.size < load.watches / load.incidents) mine.add(`C${Math.floor(random() * load.channels)}`);
    for (const channel of mine) {
      const ts = `${now() / 1000}.${numbers}`;
      const card = {
        arn: history.arn,
        channel,
        ts,
        key: 'k',
        sinceMs: now(),
        reading: view,
        updatedAtMs: now(),
        member: true,
      };
      await cardStore.put(card, 'absent', now());
      const watch = await watchKeeper.begin(view, { channel, by: 'U1' });
      const nextPostMs = atStart ? now() + random() * cadenceMs : (watch.nextPostMs ?? now());
      await watches.put({ ...watch, markedTs: ts, nextPostMs }, 'anything');
      waiting.set(`${history.arn} ${channel}`, { arn: history.arn, impact, sinceMs: now(), posts: 0 });
    }
  }

  async function run({ job, attempt }: Delivery): Promise<void> {
    if (job.kind === 'status-read')
      return readForStatus({ ...aws, readNotes: async () => [], queue, now, log: silentLog }, job, attempt);
    if (job.kind === 'status-post') return postStatusUpdate(parts, job, attempt);
  }

  let running = 0;
  let deadLetters = 0;
  function work(delivery: Delivery): void {
    running += 1;
    time.start(async () => {
      try {
        await run(delivery);
        await queue.done(delivery);
      } catch (error) {
        const next = afterFailure(error, delivery, now(), random);
        if (next === 'give up') {
          deadLetters += 1;
          await queue.deadLetter(delivery, String(error));
        } else await queue.retry(delivery, next.retryInMs);
      }
      running -= 1;
    });
  }

  database.exec('BEGIN');
  for (let count = 0; count < load.incidents; count += 1) await begin(true);
  database.exec('COMMIT');
  const replacements = [...histories.values()].map(({ endsAtMs }) => endsAtMs).sort((a, b) => a - b);
  let [ticks, hour] = [0, 0];
  let nextTickMs = startMs;
  while (now() < endMs) {
    while ((replacements[0] ?? endMs) <= now()) {
      replacements.shift();
      await begin(false);
    }
    if (now() >= nextTickMs) {
      const waitingJobs = async () => (await queue.stats()).waiting;
      const horizonMs = tickEveryMs + 500;
      await tick({
        store,
        queue,
        waiting: waitingJobs,
        statusPostsMs,
        horizonMs,
        now,
        log: silentLog,
        ...(load.rates && { rates: load.rates }),
      });
      ticks += 1;
      nextTickMs += tickEveryMs;
    }
    const taken = running < width ? await queue.receive(width - running, 0) : [];
    for (const delivery of taken) work(delivery);
    await time.settled();
    if (taken.length > 0) continue;
    time.leap(Math.min(nextTickMs, now() + pollMs));
    if (now() >= startMs + (hour + 1) * hourMs) {
      hour += 1;
      progress(`  ${hour} of ${load.hours} h: ${posts} posts, ${slack.limited} limited, ${aws.throttled} throttled`);
    }
  }
  await queue.close();
  return summary();

  async function summary(): Promise<Outcome> {
    let [lost, ended] = [0, 0];
    const most = new Map<string, number>();
    for (const [id, { arn, impact, sinceMs, posts: made }] of waiting) {
      const channel = id.slice(arn.length + 1);
      most.set(arn, Math.max(made, most.get(arn) ?? 0));
      const watch = (await watches.get(arn, channel))?.watch;
      if (watch === undefined) ended += 1;
      else if (watch.nextPostMs === undefined) lost += 1;
      else log.addWaiting(impact, now() - watch.nextPostMs, now() - sinceMs);
    }
    database.close();
    return {
      lateness: log.summary(),
      posts,
      duplicates: slack.duplicates,
      lost,
      ended,
      reads: aws.reads,
      leastReads: [...most.values()].reduce((sum, made) => sum + made, 0),
      updates: slack.calls.get('chat.update') ?? 0,
      limited: slack.limited,
      throttled: aws.throttled,
      calls: slack.calls,
      ticks,
      deadLetters,
    };
  }
}
