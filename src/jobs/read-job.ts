import { type Job, jobSchema } from './job.ts';

/** Reads a stored job. @returns why it cannot be read, where it is none: written by another version, or damaged */
export function readJob(text: string): { job: Job } | { unreadable: string } {
  try {
    const parsed = jobSchema.safeParse(JSON.parse(text));
    if (parsed.success) return { job: parsed.data };
    const [issue] = parsed.error.issues;
    return { unreadable: `not a job: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}` };
  } catch {
    return { unreadable: 'not a job: not JSON' };
  }
}
