import type { JobToSend } from '../jobs/queue.ts';

/** How often the state of an investigation is read where no events report it, in milliseconds. AWS asks for 30 s or more. */
const everyMs = 31_000;

/** The job that reads an investigation at once. @param key the same for repetitions of one request or event */
export function readInvestigation(arn: string, key: string): JobToSend {
  return {
    group: `investigation ${arn}`,
    dedupeId: `investigation:${arn}:${key}`,
    job: { kind: 'investigation', arn },
  };
}

/**
 * The next read of an unfinished investigation. Reads of one investigation merge: at most one in half a minute.
 * @param nowMs epoch milliseconds
 */
export function readAgain(arn: string, nowMs: number): JobToSend {
  return { ...readInvestigation(arn, `again ${Math.floor(nowMs / everyMs)}`), delayMs: everyMs };
}

/** The job for an event about a task, which names no incident. */
export function readTask(taskId: string, key: string): JobToSend {
  return {
    group: `agent task ${taskId}`,
    dedupeId: `agent-task:${taskId}:${key}`,
    job: { kind: 'agent-task', taskId },
  };
}
