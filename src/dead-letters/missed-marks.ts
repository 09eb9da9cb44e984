import { z } from 'zod';
import type { Job, MissedJob } from '../jobs/job.ts';
import type { Store } from '../store/store.ts';

type Miss = Pick<MissedJob, 'what' | 'about' | 'channel'>;

/** How long a mark is kept, in milliseconds. */
const keepMs = 30 * 86_400_000;

/** `told`: the channel was told. `owed`: it will be told, unless the work succeeds first. */
type Mark = { what: string; state: 'told' } | { what: string; state: 'owed'; sinceMs: number };

const owed = z.object({ what: z.string(), owedSinceMs: z.number() });

/**
 * Stored marks of what each channel missed, so that it is informed of an outage once, and not of one that is over. An incident
 * has one mark in a channel, for both its card and its status updates.
 */
export interface MissedMarks {
  /**
   * Records that work for a channel failed.
   * @returns since when the channel is owed the message, in epoch milliseconds; `undefined` when it was told already
   */
  markOwed(miss: Miss): Promise<number | undefined>;
  /** `undefined` when nothing is missing. */
  stateOf(miss: Miss): Promise<Mark['state'] | undefined>;
  /** Records that the channel was told. */
  markTold(miss: Miss): Promise<void>;
  /** Clears the mark after a job succeeded, so that the next failure is reported again. */
  clear(job: Job): Promise<void>;
}

const isAboutIncident = ({ what }: Pick<Miss, 'what'>) => what === 'card' || what === 'posts';
export const missedKey = (miss: Miss) => ({
  partition: `missed ${miss.channel}`,
  sort: `${isAboutIncident(miss) ? 'incident' : miss.what} ${miss.about}`,
});

export function createMissedMarks(store: Store, now: () => number): MissedMarks {
  async function markOf(miss: Miss): Promise<Mark | undefined> {
    const item = await store.get(missedKey(miss));
    if (item === undefined) return undefined;
    const { data } = owed.safeParse(item.value);
    if (data !== undefined) return { what: data.what, state: 'owed', sinceMs: data.owedSinceMs };
    return { what: String(item.value), state: 'told' };
  }

  return {
    async markOwed(miss) {
      const mark = await markOf(miss);
      if (mark?.state === 'told') return undefined;
      const owedSinceMs = mark?.sinceMs ?? now();
      const value = { what: mark?.what ?? miss.what, owedSinceMs };
      await store.write({ ...missedKey(miss), value, expiresAtMs: now() + keepMs }, 'anything');
      return owedSinceMs;
    },
    stateOf: async (miss) => (await markOf(miss))?.state,
    async markTold(miss) {
      await store.write({ ...missedKey(miss), value: miss.what, expiresAtMs: now() + keepMs }, 'anything');
    },
    async clear(job) {
      for (const miss of fulfilledBy(job)) {
        // Card updates may succeed while status updates fail.
        if ((await markOf(miss))?.what === miss.what) await store.remove(missedKey(miss));
      }
    },
  };
}

function fulfilledBy(job: Job): Miss[] {
  switch (job.kind) {
    case 'sync':
      return [{ what: 'card', about: job.arn, channel: job.channel }];
    case 'status-post':
      return [{ what: 'posts', about: job.arn, channel: job.channel }];
    case 'digest':
      return [{ what: 'digest', about: '', channel: job.channel }];
    case 'alarm':
      return [{ what: 'alarm', about: job.alarm.name, channel: job.channel }];
    case 'ops-item':
      return job.channels.map((channel) => ({ what: 'ops-item', about: job.arn, channel }));
    default:
      return [];
  }
}
