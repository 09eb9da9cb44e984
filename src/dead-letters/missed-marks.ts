import { z } from 'zod';
import type { Job, MissedJob } from '../jobs/job.ts';
import type { Store } from '../store/store.ts';

type Miss = Pick<MissedJob, 'what' | 'about' | 'channel'>;

/** Longer than anybody remembers having been told, in milliseconds. */
const keepMs = 30 * 86_400_000;

/** `told`: the channel knows. `owed`: it is to be told, unless it goes well before. */
type Mark = { what: string; state: 'told' } | { what: string; state: 'owed'; sinceMs: number };

const owed = z.object({ what: z.string(), owedSinceMs: z.number() });

/**
 * Remembers what a channel did not get, so that it hears of an outage once and not with each job, and does not hear of
 * one that is over. An incident has one mark in a channel, for its card and its status updates alike.
 */
export interface MissedMarks {
  /**
   * Work for a channel could not be done.
   * @returns since when it is to be told so; `undefined` where it knows already
   */
  owe(miss: Miss): Promise<number | undefined>;
  /** `undefined` where nothing is known to be missing. */
  stateOf(miss: Miss): Promise<Mark['state'] | undefined>;
  told(miss: Miss): Promise<void>;
  /** A job went well: the next one of its kind that fails is told again. */
  over(job: Job): Promise<void>;
}

export function createMissedMarks(store: Store, now: () => number): MissedMarks {
  const isAboutIncident = ({ what }: Miss) => what === 'card' || what === 'posts';
  const key = (miss: Miss) => ({
    partition: `missed ${miss.channel}`,
    sort: `${isAboutIncident(miss) ? 'incident' : miss.what} ${miss.about}`,
  });

  async function markOf(miss: Miss): Promise<Mark | undefined> {
    const item = await store.get(key(miss));
    if (item === undefined) return undefined;
    const { data } = owed.safeParse(item.value);
    if (data !== undefined) return { what: data.what, state: 'owed', sinceMs: data.owedSinceMs };
    return { what: String(item.value), state: 'told' };
  }

  return {
    async owe(miss) {
      const mark = await markOf(miss);
      if (mark?.state === 'told') return undefined;
      const owedSinceMs = mark?.sinceMs ?? now();
      const value = { what: mark?.what ?? miss.what, owedSinceMs };
      await store.write({ ...key(miss), value, expiresAtMs: now() + keepMs }, 'anything');
      return owedSinceMs;
    },
    stateOf: async (miss) => (await markOf(miss))?.state,
    async told(miss) {
      await store.write({ ...key(miss), value: miss.what, expiresAtMs: now() + keepMs }, 'anything');
    },
    async over(job) {
      const miss = endedBy(job);
      // Cards may go well while status updates do not.
      if (miss !== undefined && (await markOf(miss))?.what === miss.what) await store.remove(key(miss));
    },
  };
}

function endedBy(job: Job): Miss | undefined {
  switch (job.kind) {
    case 'sync':
      return { what: 'card', about: job.arn, channel: job.channel };
    case 'status-post':
      return { what: 'posts', about: job.arn, channel: job.channel };
    case 'digest':
      return { what: 'digest', about: '', channel: job.channel };
    case 'alarm':
      return { what: 'alarm', about: job.alarm.name, channel: job.channel };
    default:
      return undefined;
  }
}
