import { AppError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { Delivery, JobQueue, JobToSend } from '../jobs/queue.ts';
import { failureReason } from './reason.ts';

/** How long work waits until it is tried again, in milliseconds: soon, for it costs little while the store is away. */
const waitMs = 60_000;
/** A channel is told of one incident so often, in milliseconds. */
const toldEveryMs = 3_600_000;

/**
 * Puts work off while the store, where it would wait otherwise, does not answer: it goes to the end of the queue as a
 * new job, so that no count of its tries ends it. The channels that are known without the store are told.
 * @returns whether the job is one that waits
 */
export async function waitInQueue(
  queue: Pick<JobQueue, 'send'>,
  { job, sentAtMs }: Delivery,
  error: unknown,
  nowMs: number,
): Promise<boolean> {
  const waiting = waitingJob(job, nowMs);
  if (waiting === undefined) return false;
  await queue.send([waiting, ...toldJobs(job, error, sentAtMs, nowMs)]);
  return true;
}

/** Whether a fault may be the store's: of those that DynamoDB and Incident Manager have in common, either. */
export const mayBeOfStore = (error: unknown): boolean =>
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
        // Many jobs about one incident are given up together: one look serves them.
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

/** Without the store it is not known whether a channel has the card, nor whether it wants alarms. */
function toldJobs(job: Job, error: unknown, sentAtMs: number, nowMs: number): JobToSend[] {
  if (job.kind !== 'look' && job.kind !== 'sync') return [];
  const channels = job.kind === 'look' ? job.channels : [job.channel];
  return channels.map((channel) => ({
    group: `store away ${channel}`,
    dedupeId: `missed:store away:${channel}:${job.arn}:${Math.floor(nowMs / toldEveryMs)}`,
    job: {
      kind: 'missed',
      what: 'card',
      storeAway: true,
      about: job.arn,
      channel,
      bring: true,
      reason: failureReason(error, nowMs - sentAtMs),
      again: true,
      sinceMs: nowMs - toldEveryMs,
    },
  }));
}
