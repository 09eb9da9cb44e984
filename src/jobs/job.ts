import { z } from 'zod';

/** Something Slack sent: a command, an event, a click, a submitted view. The front verified it and answered already. */
const slackJob = z.object({
  kind: z.literal('slack'),
  /** Slack's payload, as JSON (form bodies are decoded by the front). */
  body: z.record(z.string(), z.unknown()),
  receivedAtMs: z.number(),
  retryNum: z.number().optional(),
  retryReason: z.string().optional(),
});

export const jobSchema = z.discriminatedUnion('kind', [slackJob]);

/** A piece of work that must not be lost. */
export type Job = z.infer<typeof jobSchema>;
export type SlackJob = z.infer<typeof slackJob>;
