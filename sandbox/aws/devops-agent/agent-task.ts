/** The states of a task. AWS may add others. */
export type TaskStatus =
  | 'PENDING_TRIAGE'
  | 'LINKED'
  | 'PENDING_START'
  | 'IN_PROGRESS'
  | 'PENDING_CUSTOMER_APPROVAL'
  | 'COMPLETED'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'CANCELED';

/** A task in the backlog of an Agent Space, as AWS writes it. Times are ISO 8601. */
export interface AgentTask {
  agentSpaceId: string;
  taskId: string;
  title: string;
  description?: string;
  taskType: 'INVESTIGATION' | 'EVALUATION';
  priority: string;
  status: TaskStatus;
  /** Absent until it starts. */
  executionId?: string;
  primaryTaskId?: string;
  statusReason?: string;
  createdAt: string;
  updatedAt: string;
  version: number;
}

/** An entry in the journal of an execution. `createdAt` is in epoch seconds, unlike the times of a task. */
export interface JournalRecord {
  agentSpaceId: string;
  executionId: string;
  recordId: string;
  recordType: string;
  content: unknown;
  createdAt: number;
}

/** A change of a task's state, as EventBridge reports it. */
export interface AgentChange {
  detailType: string;
  task: AgentTask;
  /** The journal record with the summary, if one was written. */
  summaryRecordId?: string;
}

/**
 * The event that EventBridge carries. It has neither a title nor a reason nor an incident.
 * @see https://docs.aws.amazon.com/devopsagent/latest/userguide/integrating-devops-agent-into-event-driven-applications-using-amazon-eventbridge-index.html
 */
export function agentEvent(change: AgentChange, place: { account: string; region: string }, id: string): object {
  const { detailType, task, summaryRecordId } = change;
  return {
    version: '0',
    id,
    'detail-type': detailType,
    source: 'aws.aidevops',
    account: place.account,
    time: task.updatedAt.replace(/\.\d+Z$/, 'Z'),
    region: place.region,
    resources: [`arn:aws:aidevops:${place.region}:${place.account}:agentspace/${task.agentSpaceId}`],
    detail: {
      version: '1.0.0',
      metadata: {
        agent_space_id: task.agentSpaceId,
        task_id: task.taskId,
        ...(task.executionId !== undefined && { execution_id: task.executionId }),
      },
      data: {
        // Also for mitigations.
        task_type: 'INVESTIGATION',
        priority: task.priority,
        status: task.status,
        created_at: task.createdAt,
        updated_at: task.updatedAt,
        ...(summaryRecordId !== undefined && { summary_record_id: summaryRecordId }),
      },
    },
  };
}
