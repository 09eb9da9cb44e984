import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { SlackJob } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import { parsePayload } from '../payload.ts';

/** What listeners find in Bolt's `context` about the job they serve. */
export interface JobContext {
  /** 1 the first time. */
  attempt: number;
  /** When Slack's request came, in epoch milliseconds. */
  receivedAtMs: number;
  /** The group of the queue that the job runs in. */
  group: string;
}

/** A Bolt receiver that is fed jobs: what Slack sent was verified, stored and acknowledged by a front long before. */
export interface JobReceiver extends Receiver {
  /**
   * Hands one job to the app's listeners and waits for all of them. A payload that they could not read is logged and
   * dropped.
   * @throws what a listener threw
   */
  deliver(job: SlackJob, facts: Pick<JobContext, 'attempt' | 'group'>): Promise<void>;
}

export function createJobReceiver(log: Log): JobReceiver {
  let app: App | undefined;
  return {
    init(bolt) {
      app = bolt;
    },
    start: async () => undefined,
    stop: async () => undefined,
    async deliver(job, facts) {
      const read = parsePayload(job.body);
      if ('unreadable' in read)
        return log.warn('payload from Slack cannot be read, dropped', { reason: read.unreadable });
      const context: JobContext = { ...facts, receivedAtMs: job.receivedAtMs };
      const event: ReceiverEvent = {
        body: { ...read.payload },
        // Slack has its answer already.
        ack: async () => undefined,
        customProperties: { ...context },
        ...(job.retryNum !== undefined && { retryNum: job.retryNum }),
        ...(job.retryReason !== undefined && { retryReason: job.retryReason }),
      };
      await app?.processEvent(event);
    },
  };
}
