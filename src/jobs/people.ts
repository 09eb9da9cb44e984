import type { SentJob } from './job.ts';

/**
 * Whether a person waits for a job: a command, a click, a form or a pasted ARN. Not the later parts of long work, which
 * nobody expects at once.
 */
export function isForPeople(job: SentJob): boolean {
  return job.kind === 'unfurl' || (job.kind === 'slack' && (job.part ?? 0) === 0);
}
