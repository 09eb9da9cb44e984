import type { DatabaseSync } from 'node:sqlite';
import { parseJob } from '../jobs/job.ts';
import { isForPeople } from '../jobs/people.ts';
import type { Delivery, JobToSend, QueueStats } from '../jobs/queue.ts';
import { inTransaction } from './transaction.ts';

/** How long an id is remembered: Slack repeats an event for up to five minutes, SNS for up to an hour. */
const rememberedMs = 3_600_000;
/** How long a parked job is kept. */
const parkedMs = 14 * 86_400_000;
/** What is too old is looked for once a second, or after so many jobs. */
const sweepEvery = { ms: 1000, jobs: 100 };

/** Larger than what room is left in a page: storing it takes a new one. */
const probeId = 'probe'.padEnd(8000, '.');

/**
 * The first group with a job that may run; with a job that a person waits for (1), or without one (0). By the index
 * `job_groups_ready`: costs the same whatever waits.
 */
export const nextGroupSql = `
  SELECT name, head FROM job_groups
  WHERE holder IS NULL AND (for_people > 0) = :people AND ready_at <= :now ORDER BY ready_at, head LIMIT 1`;
/** The job of the same group that was sent next. By the index `jobs_next`: costs the same whatever waits. */
export const nextJobSql = 'SELECT id, not_before FROM jobs WHERE previous = :id';

/** After a failure a job is tried again within this time, but where the other side asked for more. */
const longestRetryMs = 60_000;

/** A job that is sent, as text already. */
export type JobText = Omit<JobToSend, 'job'> & { text: string; forPeople: boolean };

/** A job as it is stored. */
export const toJobText = ({ job, ...rest }: JobToSend): JobText => ({
  ...rest,
  text: JSON.stringify(job),
  forPeople: isForPeople(job),
});

/** Which groups are given out: `people`: those alone that hold a job that a person waits for; else those first. */
export type Whose = 'people' | 'all';

/**
 * The queue's rows and what may happen to them. All synchronous; nothing here waits or knows the time.
 *
 * A group has a row while it has jobs: which is its head and its tail, from when it may run, who holds it. A claim is
 * that row's `holder` and the number of the claim, so a delivery that was taken over meanwhile settles nothing.
 */
export function createSqliteJobs(database: DatabaseSync) {
  // Numbered values: names cost a third of what the statement does, and each job of each front comes through these three.
  const remember = database.prepare(`
    INSERT INTO job_ids (id, until) VALUES (?1, ?2)
    ON CONFLICT (id) DO UPDATE SET until = excluded.until WHERE until <= ?3`);
  const forgetOne = database.prepare('DELETE FROM job_ids WHERE id = :id');
  const forget = database.prepare(`
    DELETE FROM job_ids WHERE id IN (SELECT id FROM job_ids WHERE until <= :now ORDER BY until LIMIT :limit)`);
  const forgetParked = database.prepare(`
    DELETE FROM parked_jobs WHERE id IN (SELECT id FROM parked_jobs WHERE parked_at <= :before ORDER BY parked_at LIMIT 20)`);
  const insert = database.prepare(`
    INSERT INTO jobs (group_name, job, sent_at, not_before, for_people, previous)
    VALUES (?1, ?2, ?3, ?4, ?5, (SELECT tail FROM job_groups WHERE name = ?1))`);
  const joinGroup = database.prepare(`
    INSERT INTO job_groups (name, head, tail, ready_at, for_people) VALUES (?1, ?2, ?2, ?3, ?4)
    ON CONFLICT (name) DO UPDATE SET tail = excluded.tail, for_people = for_people + excluded.for_people`);
  const closeGroup = database.prepare('DELETE FROM job_groups WHERE name = :group');
  const nextGroup = database.prepare(nextGroupSql);
  const nextJob = database.prepare(nextJobSql);
  const getJob = database.prepare('SELECT job, sent_at FROM jobs WHERE id = :id');
  const deleteJob = database.prepare('DELETE FROM jobs WHERE id = :id RETURNING for_people');
  const claim = database.prepare(`
    UPDATE job_groups SET holder = :holder, lease_until = :leaseUntil, attempt = attempt + 1, claim = claim + 1
    WHERE name = :group RETURNING attempt, claim`);
  const claimed = database.prepare(
    'SELECT attempt FROM job_groups WHERE name = :group AND head = :head AND claim = :claim',
  );
  const advance = database.prepare(`
    UPDATE job_groups SET head = :head, ready_at = :readyAt, for_people = for_people - :forPeople,
      attempt = 0, holder = NULL, lease_until = NULL
    WHERE name = :group`);
  const release = database.prepare(`
    UPDATE job_groups SET ready_at = coalesce(:readyAt, ready_at), attempt = attempt - :given, holder = NULL, lease_until = NULL
    WHERE name = :group`);
  const keepAside = database.prepare(`
    INSERT INTO parked_jobs (group_name, job, reason, attempt, sent_at, parked_at)
    SELECT group_name, job, :reason, :attempt, sent_at, :now FROM jobs WHERE id = :id`);
  const holders = database.prepare(
    'SELECT DISTINCT holder FROM job_groups WHERE holder IS NOT NULL AND holder <> :own',
  );
  const freeHolder = database.prepare('UPDATE job_groups SET holder = NULL, lease_until = NULL WHERE holder = :holder');
  const freeExpired = database.prepare(`
    UPDATE job_groups SET holder = NULL, lease_until = NULL
    WHERE holder IS NOT NULL AND holder <> :own AND lease_until <= :now`);
  const renew = database.prepare('UPDATE job_groups SET lease_until = :leaseUntil WHERE holder = :holder');
  const forgetLater = database.prepare('DELETE FROM job_ids WHERE until > :until');
  const resend = database.prepare(
    'UPDATE jobs SET not_before = not_before - sent_at + :now, sent_at = :now WHERE sent_at > :now',
  );
  const hasten = database.prepare(`
    UPDATE job_groups SET ready_at = max(:now + (attempt > 0) * ${longestRetryMs}, (SELECT not_before FROM jobs WHERE id = head))
    WHERE ready_at > max(:now + (attempt > 0) * ${longestRetryMs}, (SELECT not_before FROM jobs WHERE id = head))`);
  const shorten = database.prepare('UPDATE job_groups SET lease_until = :latest WHERE lease_until > :latest');
  const nextReady = database.prepare(`
    SELECT ready_at FROM job_groups WHERE holder IS NULL AND (for_people > 0) = :people ORDER BY ready_at, head LIMIT 1`);
  const counts = database.prepare(`
    SELECT (SELECT count(*) FROM jobs) AS jobs, (SELECT count(*) FROM job_groups WHERE holder IS NOT NULL) AS running,
      (SELECT count(*) FROM parked_jobs) AS parked,
      (SELECT sent_at FROM jobs WHERE NOT EXISTS
        (SELECT 1 FROM job_groups WHERE name = jobs.group_name AND head = jobs.id AND holder IS NOT NULL)
        ORDER BY id LIMIT 1) AS oldest`);

  /** Removes the head of a group and makes the next job its head. */
  function dropHead(group: string, id: number, nowMs: number): void {
    const next = nextJob.get({ id });
    const forPeople = Number(deleteJob.get({ id })?.for_people ?? 0);
    if (next === undefined) {
      closeGroup.run({ group });
      return;
    }
    // Ready from now, not from when it was sent: a group with a long backlog goes behind the others after each job.
    advance.run({ group, head: Number(next.id), readyAt: Math.max(nowMs, Number(next.not_before)), forPeople });
  }

  function parkHead(group: string, id: number, attempt: number, reason: string, nowMs: number): void {
    keepAside.run({ id, reason, attempt, now: nowMs });
    forgetParked.run({ before: nowMs - parkedMs });
    dropHead(group, id, nowMs);
  }

  /** What a delivery still holds; `undefined` when its claim was taken over or settled. */
  function held({ id, group }: Delivery): { head: number; attempt: number } | undefined {
    const [jobId, claimNumber] = id.split('.').map(Number);
    const row = claimed.get({ group, head: jobId ?? 0, claim: claimNumber ?? 0 });
    return row && { head: jobId ?? 0, attempt: Number(row.attempt) };
  }

  /** The group whose turn it is. */
  function next(whose: Whose, nowMs: number) {
    const theirs = nextGroup.get({ people: 1, now: nowMs });
    return theirs ?? (whose === 'all' ? nextGroup.get({ people: 0, now: nowMs }) : undefined);
  }

  let sweptAtMs = Number.NEGATIVE_INFINITY;
  let unswept = 0;

  /** Erases more of what is too old than is added. */
  function sweep(added: number, nowMs: number): void {
    unswept += added;
    if (Math.abs(nowMs - sweptAtMs) < sweepEvery.ms && unswept < sweepEvery.jobs) return;
    forget.run({ now: nowMs, limit: 2 * unswept });
    forgetParked.run({ before: nowMs - parkedMs });
    sweptAtMs = nowMs;
    unswept = 0;
  }

  return {
    add(jobs: readonly JobText[], nowMs: number): void {
      sweep(jobs.length, nowMs);
      for (const { group, dedupeId, text, forPeople, delayMs = 0 } of jobs) {
        const { changes } = remember.run(dedupeId, nowMs + rememberedMs, nowMs);
        if (changes === 0) continue;
        const notBefore = nowMs + delayMs;
        const { lastInsertRowid: id } = insert.run(group, text, nowMs, notBefore, Number(forPeople));
        joinGroup.run(group, id, notBefore, Number(forPeople));
      }
    },

    /** Stores and erases something as large as a job. */
    probe(): void {
      remember.run(probeId, 0, 0);
      forgetOne.run({ id: probeId });
    },

    /** Takes up to `limit` jobs of different groups; what cannot be read is parked on the way. */
    take(limit: number, whose: Whose, holder: string, leaseUntilMs: number, nowMs: number): Delivery[] {
      // Looked at first without a transaction: an idle queue does not write.
      if (limit <= 0 || next(whose, nowMs) === undefined) return [];
      return inTransaction(database, () => {
        const taken: Delivery[] = [];
        while (taken.length < limit) {
          const found = next(whose, nowMs);
          if (found === undefined) break;
          const group = String(found.name);
          const id = Number(found.head);
          const row = getJob.get({ id });
          const read = parseJob(String(row?.job));
          if ('unreadable' in read) {
            parkHead(group, id, 0, read.unreadable, nowMs);
            continue;
          }
          const won = claim.get({ group, holder, leaseUntil: leaseUntilMs });
          taken.push({
            id: `${id}.${won?.claim}`,
            group,
            job: read.job,
            attempt: Number(won?.attempt),
            sentAtMs: Number(row?.sent_at),
          });
        }
        return taken;
      });
    },

    finish(delivery: Delivery, nowMs: number): void {
      const mine = held(delivery);
      if (mine) dropHead(delivery.group, mine.head, nowMs);
    },

    /** Back to the head of its group, to be tried again from `readyAtMs`. */
    postpone(delivery: Delivery, readyAtMs: number): void {
      if (held(delivery)) release.run({ group: delivery.group, readyAt: readyAtMs, given: 0 });
    },

    /** Back to where it was, as if it was never taken; not to be tried before `readyAtMs`, if that is given. */
    putBack(delivery: Delivery, readyAtMs: number | undefined): void {
      if (held(delivery)) release.run({ group: delivery.group, readyAt: readyAtMs ?? null, given: 1 });
    },

    park(delivery: Delivery, reason: string, nowMs: number): void {
      const mine = held(delivery);
      if (mine) parkHead(delivery.group, mine.head, mine.attempt, reason, nowMs);
    },

    /** Frees the claims of others that are gone, or whose lease has ended. */
    freeAbandoned(own: string, isGone: (holder: string) => boolean, nowMs: number): void {
      const others = holders.all({ own }).map((row) => String(row.holder));
      if (others.length === 0) return;
      for (const holder of others.filter(isGone)) freeHolder.run({ holder });
      freeExpired.run({ own, now: nowMs });
    },

    renew(holder: string, leaseUntilMs: number): void {
      renew.run({ holder, leaseUntil: leaseUntilMs });
    },

    /**
     * The clock was set back: what was sent or put off by the later time would wait until that comes again. Counts its
     * waits from now on. And forgets the ids of that time: some are made of the time, which comes a second time now, and a
     * job that is done twice does no harm, but one that is dropped does. Called again it changes nothing.
     */
    followClock(nowMs: number, leaseUntilMs: number): void {
      inTransaction(database, () => {
        forgetLater.run({ until: nowMs + rememberedMs });
        resend.run({ now: nowMs });
        hasten.run({ now: nowMs });
        shorten.run({ latest: leaseUntilMs });
      });
    },

    /** From when the next job may run; `undefined` when none waits. */
    nextReadyAtMs(whose: Whose): number | undefined {
      const rows = (whose === 'all' ? [1, 0] : [1]).map((people) => nextReady.get({ people }));
      const readyAtMs = rows.filter((row) => row !== undefined).map((row) => Number(row.ready_at));
      return readyAtMs.length === 0 ? undefined : Math.min(...readyAtMs);
    },

    stats(nowMs: number): QueueStats {
      const { jobs, running, parked, oldest } = counts.get() ?? {};
      return {
        waiting: Number(jobs) - Number(running),
        running: Number(running),
        parked: Number(parked),
        oldestAgeMs: oldest === null ? 0 : Math.max(0, nowMs - Number(oldest)),
      };
    },
  };
}
