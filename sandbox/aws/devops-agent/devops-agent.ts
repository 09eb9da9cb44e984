import { ServiceError } from '../service-error.ts';
import type { AgentChange, AgentTask, JournalRecord, TaskStatus } from './agent-task.ts';

/** How the next investigations go. */
export interface AgentBehavior {
  /** `silent`: completed without a summary. */
  outcome: 'completed' | 'silent' | 'failed' | 'timed out';
  /** The summary, as the agent writes it: text, or an object that holds it. */
  summary: unknown;
  /** Milliseconds until a task starts, and until it ends after that. */
  startsAfterMs: number;
  endsAfterMs: number;
}

/** The embedded AWS DevOps Agent: one Agent Space, whose tasks move on with the clock. */
export interface DevOpsAgent {
  readonly spaceId: string;
  /** Changes how tasks go from now on. */
  behave(behavior: Partial<AgentBehavior>): void;
  /** Triage merges the task into another one. */
  link(taskId: string, primaryTaskId: string): void;
  create(input: NewTask): AgentTask;
  get(taskId: string): AgentTask;
  list(): AgentTask[];
  update(taskId: string, status: TaskStatus): AgentTask;
  journal(executionId: string): JournalRecord[];
  onChange(listener: (change: AgentChange) => void): void;
}

export interface NewTask {
  title: string;
  description?: string | undefined;
  taskType: AgentTask['taskType'];
  priority: string;
  /** Two requests with the same token create one task. */
  clientToken?: string | undefined;
}

/** A task and what the agent does about it. */
interface Work {
  task: AgentTask;
  mitigates: boolean;
  /** When it starts and ends, in epoch milliseconds. */
  startsAtMs: number;
  endsAtMs: number;
}

/**
 * Most investigations at once.
 * @see https://docs.aws.amazon.com/devopsagent/latest/userguide/quotas.html
 */
const mostAtOnce = 3;

const summaryText = `# Investigation Summary

## Symptoms
p99 latency of checkout rose from 0.4 s to 2.4 s at 07:28 UTC.

## Findings
- The connection pool of orders-db is exhausted since deployment 4711.
- CPU and disk of orders-db are normal.

## Root Cause
Deployment 4711 lowered the pool from 40 to 4 connections.`;

const mitigationText = `# Mitigation Plan

1. Roll back deployment 4711 of checkout.
2. Watch checkout-p99 for 10 minutes.`;

const startBehavior: AgentBehavior = {
  outcome: 'completed',
  summary: summaryText,
  startsAfterMs: 2000,
  endsAfterMs: 20_000,
};

/** @param spaceId a UUID */
export function createDevOpsAgent(options: { now: () => number; newId: () => string; spaceId: string }): DevOpsAgent {
  const { now, newId, spaceId } = options;
  let behavior = startBehavior;
  const works = new Map<string, Work>();
  const byToken = new Map<string, string>();
  const journal: JournalRecord[] = [];
  const listeners: ((change: AgentChange) => void)[] = [];

  function move(work: Work, status: TaskStatus, atMs: number, more: Partial<AgentTask> = {}): void {
    const { task } = work;
    const updatedAt = new Date(atMs).toISOString();
    work.task = { ...task, ...more, status, updatedAt, version: task.version + 1 };
  }

  function tell(work: Work, what: string, summaryRecordId?: string): void {
    const detailType = `${work.mitigates ? 'Mitigation' : 'Investigation'} ${what}`;
    const change = { detailType, task: work.task, ...(summaryRecordId !== undefined && { summaryRecordId }) };
    for (const listener of listeners) listener(change);
  }

  function writeSummary({ task, mitigates }: Work): string {
    const recordId = newId();
    journal.push({
      agentSpaceId: spaceId,
      executionId: task.executionId ?? '',
      recordId,
      recordType: mitigates ? 'mitigation_summary_md' : 'investigation_summary_md',
      content: mitigates ? mitigationText : behavior.summary,
      createdAt: Date.parse(task.updatedAt) / 1000,
    });
    return recordId;
  }

  function end(work: Work): void {
    const { outcome } = behavior;
    if (outcome === 'failed' || outcome === 'timed out') {
      move(work, outcome === 'failed' ? 'FAILED' : 'TIMED_OUT', work.endsAtMs);
      tell(work, outcome === 'failed' ? 'Failed' : 'Timed Out');
    } else {
      move(work, 'COMPLETED', work.endsAtMs);
      tell(work, 'Completed', outcome === 'silent' ? undefined : writeSummary(work));
    }
  }

  /** Moves the tasks to where they are by now. */
  function advance(): void {
    for (const work of works.values()) {
      if (work.task.status === 'PENDING_START' && now() >= work.startsAtMs) {
        const executionId = work.task.executionId ?? `exe-ops1-${newId()}`;
        move(work, 'IN_PROGRESS', work.startsAtMs, { executionId });
        tell(work, 'In Progress');
      }
      if (work.task.status === 'IN_PROGRESS' && now() >= work.endsAtMs) end(work);
    }
    if ([...works.values()].some(isBusy)) setTimeout(advance, 500).unref();
  }

  function find(taskId: string): Work {
    advance();
    const work = works.get(taskId);
    if (work !== undefined) return work;
    throw new ServiceError('ResourceNotFoundException', 404, `Task ${taskId} not found`);
  }

  const isBusy = ({ task }: Work) => task.status === 'PENDING_START' || task.status === 'IN_PROGRESS';
  const times = () => {
    const startsAtMs = now() + behavior.startsAfterMs;
    return { startsAtMs, endsAtMs: startsAtMs + behavior.endsAfterMs };
  };

  return {
    spaceId,
    behave(changes) {
      behavior = { ...behavior, ...changes };
    },
    link(taskId, primaryTaskId) {
      const work = find(taskId);
      const statusReason = 'Linked to an investigation of the same event.';
      move(work, 'LINKED', now(), { primaryTaskId, statusReason });
      tell(work, 'Linked');
    },
    create({ clientToken, description, ...input }) {
      advance();
      const known = clientToken === undefined ? undefined : works.get(byToken.get(clientToken) ?? '');
      if (known !== undefined) return known.task;
      if ([...works.values()].filter(isBusy).length >= mostAtOnce) {
        const message = `At most ${mostAtOnce} investigations of an Agent Space run at once.`;
        throw new ServiceError('ServiceQuotaExceededException', 402, message);
      }
      const at = new Date(now()).toISOString();
      const task: AgentTask = {
        agentSpaceId: spaceId,
        taskId: newId(),
        ...input,
        ...(description !== undefined && { description }),
        status: 'PENDING_START',
        createdAt: at,
        updatedAt: at,
        version: 1,
      };
      const work = { task, mitigates: false, ...times() };
      works.set(task.taskId, work);
      if (clientToken !== undefined) byToken.set(clientToken, task.taskId);
      tell(work, 'Created');
      advance();
      return work.task;
    },
    get: (taskId) => find(taskId).task,
    list() {
      advance();
      return [...works.values()].map(({ task }) => task).reverse();
    },
    update(taskId, status) {
      const work = find(taskId);
      if (status === 'CANCELED' && isBusy(work)) {
        move(work, 'CANCELED', now());
        tell(work, 'Cancelled');
        return work.task;
      }
      // A completed investigation that is started again makes the mitigation plan.
      if (status === 'PENDING_START' && work.task.status === 'COMPLETED') {
        Object.assign(work, { mitigates: true, ...times() });
        move(work, 'PENDING_START', now());
        advance();
        return work.task;
      }
      throw new ServiceError('ConflictException', 409, `Task is ${work.task.status}`);
    },
    journal(executionId) {
      advance();
      return journal.filter((record) => record.executionId === executionId);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
