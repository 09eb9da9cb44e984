import type { GetIncidentRecord$ } from '@aws-sdk/client-ssm-incidents';
import { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceHandler, ServiceRequest } from '../handler.ts';
import { ServiceError } from '../service-error.ts';
import type { Constraints } from './constraint.ts';
import { decode, type StructureSchema } from './decode.ts';
import { errorResponse } from './error-response.ts';
import type { Operation, Operations } from './operation.ts';
import { parseJson } from './parse-json.ts';
import { toWire } from './to-wire.ts';

type OperationSchema = typeof GetIncidentRecord$;

interface Route {
  name: string;
  status: number;
  /** Name of the member in the path's last segment. */
  label: string | undefined;
  input: StructureSchema;
}

/** Routes of a REST-JSON service. */
interface RestRoutes {
  /** Name of the requested operation. */
  nameOf(method: string, path: string): string | undefined;
  find(method: string, path: string): Route | undefined;
}

/** Collects the operations from an AWS client's exports. */
export function restRoutes(client: Readonly<Record<string, unknown>>): RestRoutes {
  const routes = new Map<string, Route>();
  for (const exported of Object.values(client)) {
    if (!Array.isArray(exported) || exported[0] !== 9) continue;
    const [, , name, traits, input] = exported as OperationSchema;
    const { http } = traits as { http: [method: string, path: string, status: number] };
    const [method, path, status] = http;
    const [, base = path, label] = /^(.*\/)\{(\w+)\}$/.exec(path) ?? [];
    routes.set(`${method} ${base}`, { name, status, label, input: (input as () => StructureSchema)() });
  }
  const find = (method: string, path: string) =>
    routes.get(`${method} ${path}`) ?? routes.get(`${method} ${path.slice(0, path.indexOf('/', 1) + 1)}`);
  return { find, nameOf: (method, path) => find(method, path)?.name };
}

/**
 * A service that speaks REST-JSON.
 * @param operations the implemented operations; any other operation of the client answers with `missing`
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restJsonService(
  routes: RestRoutes,
  constraints: Constraints,
  operations: Operations,
  missing: (operation: string, request: ServiceRequest) => ServiceError,
): ServiceHandler {
  return async function restJson(request) {
    try {
      const route = routes.find(request.method, request.path);
      if (route === undefined) {
        throw new ServiceError('UnknownOperationException', 404, `No operation at ${request.method} ${request.path}`);
      }
      const operation: Operation | undefined = operations[route.name];
      if (operation === undefined) throw missing(route.name, request);
      const input = decode(route.input, inputOf(route, request), constraints);
      const output = toWire(operation(input as never, request));
      const empty = route.status === 204;
      return {
        status: route.status,
        headers: empty ? {} : { 'content-type': 'application/json' },
        body: empty ? '' : JSON.stringify(output),
      };
    } catch (error) {
      return errorResponse(request, error);
    }
  };
}

/** Merges the input from body, query and path. */
function inputOf(route: Route, request: ServiceRequest): Record<string, unknown> {
  const input = parseJson(request.body);
  for (const [name, member] of NormalizedSchema.of(route.input).structIterator()) {
    const { httpQuery } = member.getMergedTraits();
    if (httpQuery !== undefined) {
      const values = request.query.getAll(httpQuery);
      if (values.length > 0) input[name] = member.isListSchema() ? values : values[0];
    }
    if (name === route.label) input[name] = decodeURIComponent(request.path.slice(request.path.indexOf('/', 1) + 1));
  }
  return input;
}
