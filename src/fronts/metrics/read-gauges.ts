import { within } from '../../deadline.ts';
import type { Backlog, JobQueue } from '../../jobs/queue.ts';
import type { Store } from '../../store/store.ts';

/** What the gauges show. Absent: it could not be read. */
export interface GaugeReading {
  /** Jobs that wait, by kind; with `any` as the kind where the queue cannot tell. */
  backlog: readonly Backlog[];
  running?: number;
  deadLetters?: number;
  cards?: number;
  watches?: number;
  /** Absent where Slack is not connected by Socket Mode. */
  socketConnections?: number;
}

export interface GaugeOptions {
  queue: Pick<JobQueue, 'stats' | 'backlog'>;
  store: Pick<Store, 'count'>;
  /** The number of open Socket Mode connections; `undefined` where there is no Socket Mode. */
  connections: () => number | undefined;
  /** Milliseconds of a monotonic clock. */
  elapsed: () => number;
  /** How long counts of the store are kept, in milliseconds: in DynamoDB they read the whole table. */
  countedForMs: number;
}

/** How long a scrape waits for the queue and the store, in milliseconds. */
const patienceMs = 4000;

/** Creates the reader of the gauges. It never throws: what does not answer in time is absent. */
export function createGaugeReader(options: GaugeOptions): () => Promise<GaugeReading> {
  const { queue, store, connections, elapsed, countedForMs } = options;
  let counted: { atMs: number; numbers: Promise<Pick<GaugeReading, 'cards' | 'watches'>> } | undefined;

  async function count() {
    const [cards, watches] = await Promise.all([inTime(store.count('cards ')), inTime(store.count('watches '))]);
    return { ...(cards !== undefined && { cards }), ...(watches !== undefined && { watches }) };
  }

  function cachedCount() {
    if (counted === undefined || elapsed() - counted.atMs >= countedForMs) {
      counted = { atMs: elapsed(), numbers: count() };
    }
    return counted.numbers;
  }

  return async () => {
    const [stats, backlog, counts] = await Promise.all([
      inTime(queue.stats()),
      inTime(queue.backlog?.()),
      cachedCount(),
    ]);
    const socketConnections = connections();
    return {
      backlog: backlog ?? (stats === undefined ? [] : [{ kind: 'any', jobs: stats.waiting }]),
      ...(stats && { running: stats.running, deadLetters: stats.parked }),
      ...counts,
      ...(socketConnections !== undefined && { socketConnections }),
    };
  };
}

const inTime = async <T>(work: Promise<T> | undefined): Promise<T | undefined> =>
  work && within(patienceMs, work).catch(() => undefined);
