import type { Job, MissedJob } from '../jobs/job.ts';
import type { Store } from '../store/store.ts';

type Miss = Pick<MissedJob, 'what' | 'about' | 'channel'>;

/** Longer than anybody remembers having been told, in milliseconds. */
const keepMs = 30 * 86_400_000;

/**
 * Remembers what a channel was told it did not get, so that it hears of an outage once and not with each job. An
 * incident has one mark in a channel, for its card and its status posts alike.
 */
export interface MissedMarks {
  isTold(miss: Miss): Promise<boolean>;
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
  return {
    isTold: async (miss) => (await store.get(key(miss))) !== undefined,
    async told(miss) {
      await store.write({ ...key(miss), value: miss.what, expiresAtMs: now() + keepMs }, 'anything');
    },
    async over(job) {
      const miss = endedBy(job);
      // Cards may go well while status posts do not.
      if (miss !== undefined && (await store.get(key(miss)))?.value === miss.what) await store.remove(key(miss));
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
