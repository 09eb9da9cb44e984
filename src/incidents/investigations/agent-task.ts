import type { IncidentSnapshot } from '../snapshot.ts';

/** The Agent Space of AWS DevOps Agent that investigates (`DEVOPS_AGENT_SPACE`). */
export interface AgentSpace {
  region: string;
  id: string;
}

/** A task of AWS DevOps Agent when it was read. All text is untrusted. */
export interface AgentTask {
  id: string;
  /** `PENDING_TRIAGE`, `LINKED`, `PENDING_START`, `IN_PROGRESS` … AWS may add states. */
  status: string;
  title: string;
  description: string;
  /** Absent until it starts. */
  executionId?: string;
  /** Of a task that was merged into another one: that one's id. */
  primaryTaskId?: string;
  /** Why it has this state. */
  reason?: string;
  createdAtMs: number;
}

/** A task to create. */
export interface TaskToStart {
  title: string;
  description: string;
  priority: string;
}

const finishedStates: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELED']);
/** Whether a task's state is final. */
export const isFinished = (status: string): boolean => finishedStates.has(status);

const priorities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'MINIMAL'];
const longestTitle = 400;
const longestDescription = 10_000;

/**
 * The investigation of an incident. Its description names the incident's ARN, by which it is recognised.
 * @see https://docs.aws.amazon.com/devopsagent/latest/APIReference/API_CreateBacklogTask.html
 */
export function taskFor({ record }: Pick<IncidentSnapshot, 'record'>): TaskToStart {
  const { arn, title, impact, summary = '', createdAtMs, source } = record;
  const alarm = source.resourceArn === undefined ? '' : ` It was started by ${source.resourceArn}.`;
  const began = new Date(createdAtMs).toISOString();
  const description = `Incident ${arn.arn} began ${began}.${alarm}\n\nTitle: ${title}\n\nSummary: ${summary || 'none'}`;
  return {
    title: (title.trim() || arn.plan).slice(0, longestTitle),
    description: description.slice(0, longestDescription),
    priority: priorities[impact - 1] ?? 'MEDIUM',
  };
}

/** The address of a task in the agent's web app. AWS does not document it. */
export const taskUrl = ({ id }: AgentSpace, taskId: string): string =>
  `https://${encodeURIComponent(id)}.aidevops.global.app.aws/investigation/${encodeURIComponent(taskId)}`;
