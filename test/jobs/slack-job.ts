import type { SlackJob } from '../../src/jobs/job.ts';
import type { Delivery } from '../../src/jobs/queue.ts';

/** A job that is identified by its text. */
export function slackJob(text: string): SlackJob {
  return { kind: 'slack', body: { text }, receivedAtMs: 1 };
}

export const textOf = ({ job }: Delivery) => (job.kind === 'slack' ? job.body.text : undefined);
