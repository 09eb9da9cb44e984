import type { AgentTaskJob, InvestigationJob } from '../jobs/job.ts';
import { type AdoptOptions, adoptTask } from './adopt-task.ts';
import { type FollowOptions, followInvestigation } from './follow-investigation.ts';

/** Runs a job about an investigation. @throws AppError for a failure that can pass: the job is then retried */
export const runInvestigationJob = (
  options: FollowOptions & AdoptOptions,
  job: InvestigationJob | AgentTaskJob,
): Promise<void> => (job.kind === 'agent-task' ? adoptTask(options, job) : followInvestigation(options, job));
