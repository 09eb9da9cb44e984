import { agentOperation } from './devops-agent/agent-service.ts';
import type { ServiceRequest } from './handler.ts';
import { incidentRoutes } from './incidents/incident-service.ts';

/** Reads a request's operation and its input as sent, in any of the supported protocols. */
export function describeCall(request: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>): {
  operation: string;
  input: Record<string, unknown>;
} {
  const query = Object.fromEntries(request.query);
  const target = request.headers['x-amz-target'];
  if (target === undefined && isForm(request.headers['content-type'])) {
    const form = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
    return { operation: form.Action ?? '', input: form };
  }
  const input = { ...query, ...jsonObject(request.body) };
  if (target !== undefined) return { operation: String(target).split('.').at(-1) ?? '', input };
  const { method, path } = request;
  const operation = incidentRoutes.nameOf(method, path) ?? agentOperation(method, path) ?? query.Action ?? path;
  return { operation, input };
}

const isForm = (type: string | undefined) => type?.startsWith('application/x-www-form-urlencoded') === true;

function jsonObject(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
