import { AppError } from '../errors.ts';
import type { Job, LookJob } from '../jobs/job.ts';
import type { JobToSend } from '../jobs/queue.ts';

const minuteMs = 60_000;
const firstMs = 5 * minuteMs;
const longestMs = 60 * minuteMs;
/** About a day. */
const mostTimes = 28;

/**
 * What takes the place of a look that was given up because AWS or Slack did not answer for minutes: another one, later
 * and later. The last notification of an incident is never lost to an outage.
 * @param error why the job was given up
 */
export function lookLater(job: Job, error: unknown, nowMs: number): JobToSend[] {
  if (!(error instanceof AppError) || !error.transient) return [];
  const look = lookOf(job);
  const { arn, channels, putOff = 0 } = look ?? { arn: '', channels: [] };
  if (look === undefined || putOff >= mostTimes) return [];
  const delayMs = Math.min(longestMs, firstMs * 2 ** putOff);
  // Given up for many channels at once, the incident is looked at once.
  const id = `later:${arn}:${channels.join('+')}:${putOff}:${Math.floor(nowMs / minuteMs)}`;
  return [{ group: `late look ${arn}`, dedupeId: id, job: { ...look, putOff: putOff + 1 }, delayMs }];
}

function lookOf(job: Job): LookJob | undefined {
  if (job.kind === 'look') return job;
  if (job.kind !== 'sync') return undefined;
  return { kind: 'look', arn: job.arn, channels: job.bring ? [job.channel] : [], engaged: false };
}
