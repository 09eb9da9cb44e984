import type { DatabaseSync } from 'node:sqlite';
import type { SentJob } from '../jobs/job.ts';
import { parseJob } from '../jobs/job.ts';
import type { Backlog, Delivery, JobToSend, QueueStats } from '../jobs/queue.ts';
import { inTransaction } from './transaction.ts';

/** How long a deduplication id is kept, in milliseconds: Slack retries an event for five minutes, SNS for an hour. */
const dedupeMs = 3_600_000;
/** How long a dead letter is kept, in milliseconds. */
const parkedMs = 14 * 86_400_000;
/** Expired rows are deleted once in this time, or after this many jobs. */
const sweepEvery = { ms: 1000, jobs: 100 };

/** Larger than a database page, so that storing it allocates one. */
const probeId = 'probe'.padEnd(8000, '.');

/**
 * The first group with a job that may run; `:people`: with a job that a person waits for (1), or without one (0). Uses the
 * index `job_groups_ready`: constant cost.
 */
export const nextGroupSql = `
  SELECT name, head FROM job_groups
  WHERE holder IS NULL AND (for_people > 0) = :people AND ready_at <= :now ORDER BY ready_at, head LIMIT 1`;
/** The next job of the same group. Uses the index `jobs_next`: constant cost. */
export const nextJobSql = 'SELECT id, not_before FROM jobs WHERE previous = :id';

/** The delayed jobs that join their groups in one transaction at most, so that it does not block the event loop for long. */
const maxJoining = 200;

/** The longest backoff of a retry, unless a `Retry-After` was longer, in milliseconds. */
const longestRetryMs = 60_000;

/** A job to send, serialized. */
export type JobText = Omit<JobToSend, 'job'> & { text: string; forPeople: boolean };

/** Serializes a job. */
export const toJobText = ({ job, ...rest }: JobToSend): JobText => ({
  ...rest,
  text: JSON.stringify(job),
  forPeople: isForPeople(job),
});

/** Which groups to take from. `people`: only those with a job that a person waits for; `all`: those first, then the others. */
export type Whose = 'people' | 'all';

/**
 * The tables of the queue and their operations. All are synchronous, and the caller passes the time.
 *
 * A group has a row while it has jobs: its head and tail, when it may run, and who owns it (`holder`). A claim is that
 * owner and the number of the claim, so that a delivery whose claim was taken over can no longer change anything.
 */
export function createSqliteJobs(database: DatabaseSync) {
  // Numbered parameters: named ones add a third to the cost, and every job goes through these three statements.
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
  const delay = database.prepare(`
    INSERT INTO delayed_jobs (group_name, job, for_people, sent_at, due_at) VALUES (?1, ?2, ?3, ?4, ?5)`);
  const nextDue = database.prepare('SELECT * FROM delayed_jobs WHERE due_at <= :now ORDER BY due_at, id LIMIT 1');
  const undelay = database.prepare('DELETE FROM delayed_jobs WHERE id = :id');
  const closeGroup = database.prepare('DELETE FROM job_groups WHERE name = :group');
  const nextGroup = database.prepare(nextGroupSql);
  const nextJob = database.prepare(nextJobSql);
  const getJob = database.prepare('SELECT job, sent_at FROM jobs WHERE id = :id');
  const deleteJob = database.prepare('DELETE FROM jobs WHERE id = :id RETURNING for_people');
  const claim = database.prepare(`
    UPDATE job_groups SET holder = :owner, lease_until = :leaseUntil, attempt = attempt + 1, claim = claim + 1
    WHERE name = :group RETURNING attempt, claim`);
  const getClaim = database.prepare(
    'SELECT attempt FROM job_groups WHERE name = :group AND head = :head AND claim = :claim',
  );
  const advance = database.prepare(`
    UPDATE job_groups SET head = :head, ready_at = :readyAt, for_people = for_people - :forPeople,
      attempt = 0, holder = NULL, lease_until = NULL
    WHERE name = :group`);
  const releaseClaim = database.prepare(`
    UPDATE job_groups SET ready_at = coalesce(:readyAt, ready_at), attempt = attempt - :given, holder = NULL, lease_until = NULL
    WHERE name = :group`);
  const copyToParked = database.prepare(`
    INSERT INTO parked_jobs (group_name, job, reason, attempt, sent_at, parked_at)
    SELECT group_name, job, :reason, :attempt, sent_at, :now FROM jobs WHERE id = :id`);
  const owners = database.prepare('SELECT DISTINCT holder FROM job_groups WHERE holder IS NOT NULL AND holder <> :own');
  const freeOwner = database.prepare('UPDATE job_groups SET holder = NULL, lease_until = NULL WHERE holder = :owner');
  const freeExpired = database.prepare(`
    UPDATE job_groups SET holder = NULL, lease_until = NULL
    WHERE holder IS NOT NULL AND holder <> :own AND lease_until <= :now`);
  const renew = database.prepare('UPDATE job_groups SET lease_until = :leaseUntil WHERE holder = :owner');
  const forgetLater = database.prepare('DELETE FROM job_ids WHERE until > :until');
  const resend = database.prepare(
    'UPDATE jobs SET not_before = not_before - sent_at + :now, sent_at = :now WHERE sent_at > :now',
  );
  const advanceDelayed = database.prepare(
    'UPDATE delayed_jobs SET due_at = due_at - sent_at + :now, sent_at = :now WHERE sent_at > :now',
  );
  const advanceReady = database.prepare(`
    UPDATE job_groups SET ready_at = max(:now + (attempt > 0) * ${longestRetryMs}, (SELECT not_before FROM jobs WHERE id = head))
    WHERE ready_at > max(:now + (attempt > 0) * ${longestRetryMs}, (SELECT not_before FROM jobs WHERE id = head))`);
  const shortenLeases = database.prepare('UPDATE job_groups SET lease_until = :latest WHERE lease_until > :latest');
  const nextReady = database.prepare(`
    SELECT ready_at FROM job_groups WHERE holder IS NULL AND (for_people > 0) = :people ORDER BY ready_at, head LIMIT 1`);
  const firstDue = database.prepare('SELECT min(due_at) AS ready_at FROM delayed_jobs');
  const counts = database.prepare(`
    SELECT (SELECT count(*) FROM jobs) + (SELECT count(*) FROM delayed_jobs) AS jobs, (SELECT count(*) FROM job_groups WHERE holder IS NOT NULL) AS running,
      (SELECT count(*) FROM parked_jobs) AS parked,
      (SELECT sent_at FROM jobs WHERE NOT EXISTS
        (SELECT 1 FROM job_groups WHERE name = jobs.group_name AND head = jobs.id AND holder IS NOT NULL)
        ORDER BY id LIMIT 1) AS oldest`);

  // The kind stands at the start of a job, behind its correlation at most. Parsing jobs with snapshots would take seconds.
  const backlog = database.prepare(`
    SELECT substr(rest, 1, instr(rest, '"') - 1) AS kind, count(*) AS jobs, min(sent_at) AS oldest
    FROM (SELECT sent_at, substr(job, instr(job, '"kind":"') + 8, 20) AS rest
      FROM (SELECT job, sent_at FROM delayed_jobs UNION ALL
        SELECT job, sent_at FROM jobs WHERE NOT EXISTS
          (SELECT 1 FROM job_groups WHERE name = jobs.group_name AND head = jobs.id AND holder IS NOT NULL)))
    GROUP BY kind`);

  /** Removes the head of a group and makes the next job its head. */
  function dropHead(group: string, id: number, nowMs: number): void {
    const next = nextJob.get({ id });
    const forPeople = Number(deleteJob.get({ id })?.for_people ?? 0);
    if (next === undefined) {
      closeGroup.run({ group });
      return;
    }
    // Ready from now, not from when it was sent: after each job a group with a long backlog goes behind the others.
    advance.run({ group, head: Number(next.id), readyAt: Math.max(nowMs, Number(next.not_before)), forPeople });
  }

  function parkHead(group: string, id: number, attempt: number, reason: string, nowMs: number): void {
    copyToParked.run({ id, reason, attempt, now: nowMs });
    forgetParked.run({ before: nowMs - parkedMs });
    dropHead(group, id, nowMs);
  }

  /** The head that a delivery still owns; `undefined` when its claim was taken over or the job is done. */
  function owned({ id, group }: Delivery): { head: number; attempt: number } | undefined {
    const [jobId, claimNumber] = id.split('.').map(Number);
    const row = getClaim.get({ group, head: jobId ?? 0, claim: claimNumber ?? 0 });
    return row && { head: jobId ?? 0, attempt: Number(row.attempt) };
  }

  function join(group: string, text: string, forPeople: number, nowMs: number): void {
    const { lastInsertRowid: id } = insert.run(group, text, nowMs, nowMs, forPeople);
    joinGroup.run(group, id, nowMs, forPeople);
  }

  /** Moves delayed jobs that are due into their groups. */
  function joinDue(nowMs: number): void {
    for (let joined = 0; joined < maxJoining; joined += 1) {
      const due = nextDue.get({ now: nowMs });
      if (due === undefined) return;
      undelay.run({ id: Number(due.id) });
      join(String(due.group_name), String(due.job), Number(due.for_people), nowMs);
    }
  }

  /** The next group to take from. */
  function next(whose: Whose, nowMs: number) {
    const forPeople = nextGroup.get({ people: 1, now: nowMs });
    return forPeople ?? (whose === 'all' ? nextGroup.get({ people: 0, now: nowMs }) : undefined);
  }

  let sweptAtMs = Number.NEGATIVE_INFINITY;
  let unswept = 0;

  /** Deletes expired rows, at least twice as many as are added. */
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
        const { changes } = remember.run(dedupeId, nowMs + dedupeMs, nowMs);
        if (changes === 0) continue;
        if (delayMs > 0) delay.run(group, text, Number(forPeople), nowMs, nowMs + delayMs);
        else join(group, text, Number(forPeople), nowMs);
      }
    },

    /** Writes and deletes a row as large as a job. */
    probe(): void {
      remember.run(probeId, 0, 0);
      forgetOne.run({ id: probeId });
    },

    /** Claims up to `limit` jobs of different groups. A job that does not parse becomes a dead letter. */
    take(limit: number, whose: Whose, owner: string, leaseUntilMs: number, nowMs: number): Delivery[] {
      // Check without a transaction first, so that an idle queue does not write.
      const isDue = nextDue.get({ now: nowMs }) !== undefined;
      if (limit <= 0 || (!isDue && next(whose, nowMs) === undefined)) return [];
      return inTransaction(database, () => {
        if (isDue) joinDue(nowMs);
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
          const claimed = claim.get({ group, owner, leaseUntil: leaseUntilMs });
          taken.push({
            id: `${id}.${claimed?.claim}`,
            group,
            job: read.job,
            attempt: Number(claimed?.attempt),
            sentAtMs: Number(row?.sent_at),
          });
        }
        return taken;
      });
    },

    finish(delivery: Delivery, nowMs: number): void {
      const mine = owned(delivery);
      if (mine) dropHead(delivery.group, mine.head, nowMs);
    },

    /** Releases a claim for a retry at `readyAtMs`. */
    retry(delivery: Delivery, readyAtMs: number): void {
      if (owned(delivery)) releaseClaim.run({ group: delivery.group, readyAt: readyAtMs, given: 0 });
    },

    /** Releases a claim without counting the attempt. The job is not taken again before `readyAtMs`, if given. */
    release(delivery: Delivery, readyAtMs: number | undefined): void {
      if (owned(delivery)) releaseClaim.run({ group: delivery.group, readyAt: readyAtMs ?? null, given: 1 });
    },

    deadLetter(delivery: Delivery, reason: string, nowMs: number): void {
      const mine = owned(delivery);
      if (mine) parkHead(delivery.group, mine.head, mine.attempt, reason, nowMs);
    },

    /** Frees the claims of owners whose process has ended, and claims whose lease has expired. */
    freeAbandoned(own: string, isGone: (owner: string) => boolean, nowMs: number): void {
      const others = owners.all({ own }).map((row) => String(row.holder));
      if (others.length === 0) return;
      for (const owner of others.filter(isGone)) freeOwner.run({ owner });
      freeExpired.run({ own, now: nowMs });
    },

    /** Extends the leases of an owner (the heartbeat). */
    renew(owner: string, leaseUntilMs: number): void {
      renew.run({ owner, leaseUntil: leaseUntilMs });
    },

    /**
     * Adjusts delays and leases after the clock was set back: otherwise jobs would wait until the earlier time comes again.
     * Also deletes the deduplication ids of that time: some contain the time, which now recurs, and running a job twice is
     * harmless while dropping one is not. Idempotent.
     */
    adjustToClock(nowMs: number, leaseUntilMs: number): void {
      inTransaction(database, () => {
        forgetLater.run({ until: nowMs + dedupeMs });
        resend.run({ now: nowMs });
        advanceDelayed.run({ now: nowMs });
        advanceReady.run({ now: nowMs });
        shortenLeases.run({ latest: leaseUntilMs });
      });
    },

    /** When the next job may run or is due, in epoch milliseconds; `undefined` when none is waiting. */
    nextReadyAtMs(whose: Whose): number | undefined {
      const groups = (whose === 'all' ? [1, 0] : [1]).map((people) => nextReady.get({ people }));
      const rows = [...groups, firstDue.get()];
      const readyAtMs = rows.flatMap((row) => (row?.ready_at == null ? [] : Number(row.ready_at)));
      return readyAtMs.length === 0 ? undefined : Math.min(...readyAtMs);
    },

    /** The waiting jobs by kind. Reads all of them. */
    backlog(nowMs: number): Backlog[] {
      return backlog.all().map(({ kind, jobs, oldest }) => ({
        kind: String(kind),
        jobs: Number(jobs),
        oldestAgeMs: Math.max(0, nowMs - Number(oldest)),
      }));
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

/**
 * Whether a person waits for a job: a command, a click, a form or a pasted ARN. Not the later parts of long work, which
 * no one expects at once.
 */
function isForPeople(job: SentJob): boolean {
  return job.kind === 'unfurl' || (job.kind === 'slack' && (job.part ?? 0) === 0);
}
