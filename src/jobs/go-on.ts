import { digestOf } from '../digest.ts';
import { NotFinished } from './not-finished.ts';
import type { Delivery, JobQueue } from './queue.ts';

/**
 * Long work goes on in a job of its own: it is no failure, and what else waits in its group has its turn.
 * @throws the error of a job that failed
 */
export async function goOn(queue: Pick<JobQueue, 'send'>, { job, group }: Delivery, error: unknown): Promise<void> {
  if (!(error instanceof NotFinished) || job.kind !== 'slack') throw error;
  const next = { ...job, part: (job.part ?? 0) + 1 };
  // The same however often this job is delivered.
  await queue.send([{ group, dedupeId: `part:${digestOf(JSON.stringify(next))}`, job: next }]);
}
