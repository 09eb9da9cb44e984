import { z } from 'zod';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Expect, Store } from '../store/store.ts';

const stored = z.object({
  /** The incident's ARN. */
  arn: z.string(),
  /** The id of the agent's task: of the one that another task was merged into. */
  taskId: z.string(),
  status: z.string(),
  executionId: z.string().optional(),
  /** Why it has this state. Untrusted. */
  reason: z.string().optional(),
  /** Who started it; absent: not from Slack. Untrusted. */
  by: z.string().optional(),
  /** Who asked for the mitigation plan; absent: no one has. Untrusted. */
  planBy: z.string().optional(),
  /** How many investigations of the incident came before. */
  number: z.number(),
  sinceMs: z.number(),
  /** When the plan was asked for. */
  planSinceMs: z.number().optional(),
  /** By channel: the line in the card's thread, and what it says. */
  lines: z.record(z.string(), z.object({ ts: z.string(), text: z.string() })),
  /** The channel and the kind of each summary that is posted. */
  posted: z.array(z.string()),
  /** Until when its state is read again and again, in epoch milliseconds. */
  followUntilMs: z.number(),
});

/** An investigation of an incident by AWS DevOps Agent, and what the channels show of it. */
export type Investigation = z.infer<typeof stored>;

export interface InvestigationStore {
  get(arn: string): Promise<{ value: Investigation; version: number } | undefined>;
  /** @returns the new version; `undefined` when `expect` did not hold */
  put(investigation: Investigation, expect: Expect, nowMs: number): Promise<number | undefined>;
  /** The incident that a task is about: its ARN, `''` if it is known to be about none, `undefined` if unknown. */
  incidentOf(taskId: string): Promise<string | undefined>;
  /** Stores the incident that a task is about. */
  link(taskId: string, arn: string, nowMs: number): Promise<void>;
}

const keepMs = 90 * 86_400_000;
const task = z.object({ arn: z.string() });

/** @param log receives a warning for each row that does not parse */
export function createInvestigationStore(store: Store, log?: Log): InvestigationStore {
  const rows = createRows(store, stored, log);
  const tasks = createRows(store, task, log);
  const keyOf = (arn: string) => ({ partition: `investigation ${arn}`, sort: 'newest' });
  const taskKey = (taskId: string) => ({ partition: `agent task ${taskId}`, sort: 'incident' });
  return {
    get: (arn) => rows.get(keyOf(arn)),
    put: (value, expect, nowMs) => rows.write({ ...keyOf(value.arn), value, expiresAtMs: nowMs + keepMs }, expect),
    incidentOf: async (taskId) => (await tasks.get(taskKey(taskId)))?.value.arn,
    async link(taskId, arn, nowMs) {
      await tasks.write({ ...taskKey(taskId), value: { arn }, expiresAtMs: nowMs + keepMs }, 'anything');
    },
  };
}
