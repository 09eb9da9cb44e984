import { AppError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { Delivery, JobQueue, JobToSend } from '../jobs/queue.ts';
import { failureReason } from './reason.ts';

/** The delay of a requeued job, in milliseconds. */
const waitMs = 60_000;
/** The interval at which a channel is informed about one incident, in milliseconds. */
const toldEveryMs = 3_600_000;

/**
 * Requeues a failed job while the store, in which it would be deferred, does not answer. It becomes a new job, so that its
 * attempts start over. The channels that are known without the store are informed.
 * @returns whether the job was requeued; `false` for kinds that are not
 */
export async function requeue(
  queue: Pick<JobQueue, 'send'>,
  { job, sentAtMs }: Delivery,
  error: unknown,
  nowMs: number,
): Promise<boolean> {
  const waiting = waitingJob(job, nowMs);
  if (waiting === undefined) return false;
  await queue.send([waiting, ...missedJobsWithoutStore(job, error, sentAtMs, nowMs)]);
  return true;
}

/** Whether an error may be the store's. Errors that DynamoDB and Incident Manager have in common count as such. */
export const mayBeStoreError = (error: unknown): boolean =>
  error instanceof AppError && error.retryable && !error.isSlackError;

function waitingJob(job: Job, nowMs: number): JobToSend | undefined {
  const turn = Math.floor(nowMs / waitMs);
  switch (job.kind) {
    case 'look':
    case 'sync': {
      const { arn } = job;
      const channels = job.kind === 'look' ? job.channels : job.bring ? [job.channel] : [];
      const engaged = job.kind === 'look' && job.engaged;
      return {
        group: `waiting look ${arn}`,
        // Many jobs about one incident fail together. One refresh serves them all.
        dedupeId: `waiting:${arn}:${channels.join('+')}:${engaged}:${turn}`,
        job: { kind: 'look', arn, channels, engaged },
        delayMs: waitMs,
      };
    }
    case 'alarm': {
      const { channel, alarm, receivedAtMs } = job;
      const change = `${alarm.arn ?? alarm.name} ${alarm.state} ${alarm.atMs ?? receivedAtMs}`;
      return {
        group: `waiting alarm ${channel}`,
        dedupeId: `waiting:${channel}:${change}:${turn}`,
        job: { ...job, again: true },
        delayMs: waitMs,
      };
    }
    default:
      return undefined;
  }
}

/** Without the store it is unknown whether a channel has the card, and whether it wants alarms. */
function missedJobsWithoutStore(job: Job, error: unknown, sentAtMs: number, nowMs: number): JobToSend[] {
  if (job.kind !== 'look' && job.kind !== 'sync') return [];
  const channels = job.kind === 'look' ? job.channels : [job.channel];
  return channels.map((channel) => ({
    group: `store away ${channel}`,
    dedupeId: `missed:store away:${channel}:${job.arn}:${Math.floor(nowMs / toldEveryMs)}`,
    job: {
      kind: 'missed',
      what: 'card',
      storeAway: true,
      about: `${job.arn}`,
      channel,
      bring: true,
      reason: failureReason(error, nowMs - sentAtMs),
      again: true,
      sinceMs: nowMs - toldEveryMs,
    },
  }));
}
