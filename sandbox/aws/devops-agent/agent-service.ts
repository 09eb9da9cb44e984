import { z } from 'zod';
import type { ServiceHandler, ServiceRequest } from '../handler.ts';
import { pageOf } from '../pages.ts';
import { errorResponse } from '../protocol/error-response.ts';
import { parseJson } from '../protocol/parse-json.ts';
import { ServiceError } from '../service-error.ts';
import type { AgentTask, JournalRecord } from './agent-task.ts';
import type { DevOpsAgent } from './devops-agent.ts';

const priorities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'MINIMAL'] as const;
const taskTypes = ['INVESTIGATION', 'EVALUATION'] as const;

const createInput = z.object({
  taskType: z.enum(taskTypes),
  title: z.string().min(1).max(400),
  description: z.string().max(10_000).optional(),
  priority: z.enum(priorities),
  clientToken: z.string().min(1).max(64).optional(),
  // Names an association that is registered in the space: none is here.
  reference: z.never().optional(),
});
const updateInput = z.object({ taskStatus: z.enum(['PENDING_START', 'CANCELED']) });
const one = z.array(z.string()).length(1).optional();
const listInput = z.object({
  filter: z.object({ status: one, taskType: one, priority: one }).optional(),
  limit: z.number().int().min(1).max(1000).default(100),
  sortField: z.enum(['CREATED_AT', 'PRIORITY']).default('CREATED_AT'),
  order: z.enum(['ASC', 'DESC']).default('DESC'),
  nextToken: z.string().optional(),
});
const journalInput = z.object({
  executionId: z.string().min(1),
  recordType: z.string().optional(),
  order: z.enum(['ASC', 'DESC']).default('DESC'),
  limit: z.number().int().min(1).max(100).default(100),
  nextToken: z.string().optional(),
});

function checked<T>(schema: z.ZodType<T>, body: Buffer): T {
  const { success, data, error } = schema.safeParse(parseJson(body));
  if (success) return data;
  const [issue] = error.issues;
  const message = `1 validation error detected: ${issue?.path.join('.')}: ${issue?.message}`;
  throw new ServiceError('ValidationException', 400, message);
}

const inOrder = <T>(newestFirst: T[], order: 'ASC' | 'DESC') =>
  order === 'DESC' ? newestFirst : newestFirst.reverse();

/**
 * Names the operation of a request to AWS DevOps Agent.
 * @returns `undefined` for a path of another service
 */
export function agentOperation(method: string, path: string): string | undefined {
  const route = `${method} ${path}`;
  if (/^POST \/backlog\/agent-space\/[^/]+\/tasks$/.test(route)) return 'CreateBacklogTask';
  if (/^POST \/backlog\/agent-space\/[^/]+\/tasks\/list$/.test(route)) return 'ListBacklogTasks';
  if (/^GET \/backlog\/agent-space\/[^/]+\/tasks\/[^/]+$/.test(route)) return 'GetBacklogTask';
  if (/^PATCH \/backlog\/agent-space\/[^/]+\/tasks\/[^/]+$/.test(route)) return 'UpdateBacklogTask';
  if (/^POST \/journal\/agent-space\/[^/]+\/journalRecords$/.test(route)) return 'ListJournalRecords';
  return undefined;
}

/**
 * AWS DevOps Agent, as far as the app uses it. It speaks REST-JSON; the real service has a host for each part, the sandbox
 * tells them by their paths.
 * @see https://docs.aws.amazon.com/devopsagent/latest/APIReference/Welcome.html
 */
export function agentService(agent: DevOpsAgent): ServiceHandler {
  function answer({ method, path, body }: ServiceRequest): { status: number; output: object } {
    const [, , , spaceId = '', , taskId = ''] = path.split('/').map(decodeURIComponent);
    const operation = agentOperation(method, path);
    if (operation === undefined) throw new ServiceError('UnknownOperationException', 404, `No operation at ${path}`);
    if (spaceId !== agent.spaceId) {
      throw new ServiceError('AccessDeniedException', 403, `Not authorized to access agent space ${spaceId}`);
    }
    switch (operation) {
      case 'CreateBacklogTask':
        return { status: 201, output: { task: agent.create(checked(createInput, body)) } };
      case 'GetBacklogTask':
        return { status: 200, output: { task: agent.get(taskId) } };
      case 'UpdateBacklogTask':
        return { status: 200, output: { task: agent.update(taskId, checked(updateInput, body).taskStatus) } };
      case 'ListBacklogTasks': {
        const { filter = {}, limit, order, nextToken } = checked(listInput, body);
        const fits = (task: AgentTask) =>
          [
            [filter.status, task.status],
            [filter.taskType, task.taskType],
            [filter.priority, task.priority],
          ].every(([wanted, has]) => wanted === undefined || wanted[0] === has);
        const { items, next } = pageOf(inOrder(agent.list().filter(fits), order), limit, nextToken);
        return { status: 200, output: { tasks: items, ...(next !== undefined && { nextToken: next }) } };
      }
      default: {
        const { executionId, recordType, order, limit, nextToken } = checked(journalInput, body);
        const fits = (record: JournalRecord) => recordType === undefined || record.recordType === recordType;
        const newestFirst = agent.journal(executionId).filter(fits).reverse();
        const { items, next } = pageOf(inOrder(newestFirst, order), limit, nextToken);
        return { status: 200, output: { records: items, ...(next !== undefined && { nextToken: next }) } };
      }
    }
  }

  return async (request) => {
    try {
      const { status, output } = answer(request);
      return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(output) };
    } catch (error) {
      return errorResponse(request, error);
    }
  };
}
