import type { Job } from './job.ts';

/**
 * Whether a person waits for a job: what they typed, clicked or sent, or an ARN that they pasted. The later parts of long
 * work are nothing that anyone expects at once.
 */
export function isForPeople(job: Job): boolean {
  return job.kind === 'unfurl' || (job.kind === 'slack' && (job.part ?? 0) === 0);
}
