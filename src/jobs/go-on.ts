import { digestOf } from '../digest.ts';
import { NotFinished } from './not-finished.ts';
import type { Delivery, JobQueue } from './queue.ts';

/**
 * Long work continues in a new job: that is no failure, and other jobs of its group get their turn.
 * @throws the error of a job that failed
 */
export async function goOn(queue: Pick<JobQueue, 'send'>, { job, group }: Delivery, error: unknown): Promise<void> {
  if (!(error instanceof NotFinished) || job.kind !== 'slack') throw error;
  const next = { ...job, part: (job.part ?? 0) + 1 };
  // The same however often this job is delivered.
  await queue.send([{ group, dedupeId: `part:${digestOf(JSON.stringify(next))}`, job: next }]);
}
