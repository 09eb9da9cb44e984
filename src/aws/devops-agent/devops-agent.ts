import { z } from 'zod';
import { givenEndpoint, requestUrl } from '../../config/endpoints.ts';
import type { AgentSpace, AgentTask, TaskToStart } from '../../incidents/investigations/agent-task.ts';
import type { AwsClients } from '../clients.ts';
import { required } from '../fault.ts';
import { callJson, type WireObject } from '../json-call.ts';

/** The summaries that the agent writes. */
export type SummaryType = 'investigation_summary_md' | 'mitigation_summary_md';

/** AWS DevOps Agent, in the Agent Space of the configuration. Every method throws AppError. */
export interface DevOpsAgent {
  space: AgentSpace;
  /** Creates an investigation. Costs agent time. @param token two requests with the same token create one task */
  start(task: TaskToStart, token: string): Promise<AgentTask>;
  read(taskId: string): Promise<AgentTask>;
  /** The investigations of the space, the newest first: at most 50. */
  newest(): Promise<AgentTask[]>;
  /** The newest summary of an execution; `undefined` if none was written. Untrusted. */
  summary(executionId: string, type: SummaryType): Promise<string | undefined>;
  /** Has the agent make a mitigation plan for a completed investigation. Costs agent time. */
  plan(taskId: string): Promise<void>;
}

const task = z.object({
  taskId: z.string(),
  status: z.string(),
  title: z.string().catch(''),
  description: z.string().catch(''),
  executionId: z.string().optional().catch(undefined),
  primaryTaskId: z.string().optional().catch(undefined),
  statusReason: z.string().optional().catch(undefined),
  createdAt: z.string().catch(''),
});
const taskAnswer = z.object({ task });
const taskList = z.object({ tasks: z.array(task) });
const journal = z.object({ records: z.array(z.object({ content: z.unknown() })) });

const timeoutMs = 8000;
const mostListed = 50;

/**
 * Sends signed REST-JSON requests itself: there is no client of this service.
 * @param environment for `AWS_ENDPOINT_URL_DEVOPS_AGENT` and `AWS_ENDPOINT_URL`
 * @see https://docs.aws.amazon.com/devopsagent/latest/APIReference/Welcome.html
 */
export function createDevOpsAgent(clients: AwsClients, environment: NodeJS.ProcessEnv, space: AgentSpace): DevOpsAgent {
  const root =
    givenEndpoint(environment, 'AWS_ENDPOINT_URL_DEVOPS_AGENT') ?? `https://dp.aidevops.${space.region}.api.aws`;

  const call = (
    operation: string,
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    input?: object,
  ): Promise<WireObject> =>
    callJson(clients, {
      action: `aidevops:${operation}`,
      method,
      url: new URL(`.${path}`, requestUrl(root)),
      ...(input !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }),
      region: space.region,
      role: undefined,
      timeoutMs,
    });

  const backlog = `/backlog/agent-space/${encodeURIComponent(space.id)}/tasks`;
  const pathOf = (taskId: string) => `${backlog}/${encodeURIComponent(taskId)}`;

  return {
    space,
    async start(given, token) {
      const input = { taskType: 'INVESTIGATION', ...given, clientToken: token };
      return parseTask(answered(taskAnswer, await call('CreateBacklogTask', 'POST', backlog, input)).task);
    },
    read: async (taskId) => parseTask(answered(taskAnswer, await call('GetBacklogTask', 'GET', pathOf(taskId))).task),
    async newest() {
      const input = {
        filter: { taskType: ['INVESTIGATION'] },
        limit: mostListed,
        sortField: 'CREATED_AT',
        order: 'DESC',
      };
      return answered(taskList, await call('ListBacklogTasks', 'POST', `${backlog}/list`, input)).tasks.map(parseTask);
    },
    async summary(executionId, recordType) {
      const path = `/journal/agent-space/${encodeURIComponent(space.id)}/journalRecords`;
      const input = { executionId, recordType, order: 'DESC', limit: 1 };
      const [newest] = answered(journal, await call('ListJournalRecords', 'POST', path, input)).records;
      return newest === undefined ? undefined : summaryText(newest.content);
    },
    async plan(taskId) {
      await call('UpdateBacklogTask', 'PATCH', pathOf(taskId), { taskStatus: 'PENDING_START' });
    },
  };
}

/** An answer of this shape. One without it is not AWS's, and the call is retried. */
const answered = <T>(schema: z.ZodType<T>, answer: WireObject): T => required(schema.safeParse(answer).data);

function parseTask({ taskId, statusReason, createdAt, ...rest }: z.infer<typeof task>): AgentTask {
  const { executionId, primaryTaskId, status, title, description } = rest;
  return {
    id: taskId,
    status,
    title,
    description,
    ...(executionId !== undefined && { executionId }),
    ...(primaryTaskId !== undefined && { primaryTaskId }),
    ...(statusReason !== undefined && { reason: statusReason }),
    createdAtMs: Date.parse(createdAt) || 0,
  };
}

/** The content of a journal record is text, JSON in a text, or an object that holds the text. */
function summaryText(content: unknown): string | undefined {
  if (typeof content !== 'string') return textIn(content);
  if (!/^\s*\{/.test(content)) return content.trim() || undefined;
  try {
    return textIn(JSON.parse(content)) ?? content;
  } catch {
    return content;
  }
}

function textIn(content: unknown): string | undefined {
  const { summary, text, content: inner } = z.record(z.string(), z.unknown()).catch({}).parse(content);
  const found = [summary, text, inner].find((one) => typeof one === 'string' && one.trim() !== '');
  return typeof found === 'string' ? found.trim() : undefined;
}
