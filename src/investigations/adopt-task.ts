import type { DevOpsAgent } from '../aws/devops-agent/devops-agent.ts';
import { AppError } from '../errors.ts';
import { type AgentTask, isFinished } from '../incidents/investigations/agent-task.ts';
import { findIncidentArns } from '../incidents/naming/find-arns.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { activeCard } from '../posting/answer-in-thread.ts';
import type { CardStore } from '../posting/posted-card.ts';
import { readInvestigation } from './investigation-jobs.ts';
import type { InvestigationStore } from './investigation-store.ts';

export interface AdoptOptions {
  devOpsAgent: DevOpsAgent | undefined;
  investigations: InvestigationStore;
  cardStore: Pick<CardStore, 'ofIncident'>;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

/** How long an investigation is followed, in milliseconds. Typical ones take 5 to 15 minutes. */
export const followMs = 6 * 3_600_000;

/**
 * Handles an event about a task: reads the investigation that it belongs to. A task that others started is followed if its
 * description names an incident that a card shows.
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function adoptTask(options: AdoptOptions, { taskId }: { taskId: string }): Promise<void> {
  const { devOpsAgent, investigations, queue, now } = options;
  if (devOpsAgent === undefined) return;
  const known = await investigations.incidentOf(taskId);
  if (known === '') return;
  const arn = known ?? (await adopted(options, devOpsAgent, taskId));
  if (arn !== undefined) await queue.send([readInvestigation(arn, `event ${now()}`)]);
}

/** Adopts a task that others started. @returns the incident; `undefined` if no card shows one that the task names */
async function adopted(options: AdoptOptions, devOpsAgent: DevOpsAgent, taskId: string): Promise<string | undefined> {
  const { investigations, cardStore, now, log } = options;
  try {
    const task = await devOpsAgent.read(taskId);
    const arns = namedIn(task);
    for (const arn of arns) {
      const cards = await cardStore.ofIncident(arn);
      if (!cards.some((card) => activeCard(card) !== undefined)) continue;
      await adopt(options, arn, task);
      return arn;
    }
    // An incident that it names may get its card later.
    if (arns.length === 0) await investigations.link(taskId, '', now());
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable) throw error;
    log.warn('investigation cannot be read', { taskId, code: error.code, reason: error.message });
  }
  return undefined;
}

/** The incidents that a task names. */
export const namedIn = ({ title, description }: AgentTask): string[] =>
  findIncidentArns(`${title}\n${description}`, 5).map(({ arn }) => arn);

/** Stores that a task investigates an incident, unless one in progress is known. Read it afterwards. */
export async function adopt(
  { investigations, now }: Pick<AdoptOptions, 'investigations' | 'now'>,
  arn: string,
  task: AgentTask,
  by?: string,
): Promise<void> {
  const stored = await investigations.get(arn);
  await investigations.link(task.id, arn, now());
  const isKnown = stored !== undefined && (stored.value.taskId === task.id || !isFinished(stored.value.status));
  if (isKnown) return;
  const investigation = {
    arn,
    taskId: task.id,
    status: task.status,
    number: (stored?.value.number ?? -1) + 1,
    sinceMs: now(),
    lines: {},
    posted: [],
    followUntilMs: now() + followMs,
    ...(by !== undefined && { by }),
  };
  await investigations.put(investigation, stored?.version ?? 'absent', now());
}
