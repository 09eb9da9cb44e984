import type { ServiceHandler } from '../handler.ts';
import { ServiceError } from '../service-error.ts';
import type { Constraints } from './constraint.ts';
import { decode, type StructureSchema } from './decode.ts';
import { errorResponse } from './error-response.ts';
import type { Operations } from './operation.ts';
import { parseJson } from './parse-json.ts';
import { toWire } from './to-wire.ts';

/**
 * A service that speaks AWS JSON.
 * @param inputs schema of each operation's input
 * @param version of the protocol
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function awsJsonService(
  inputs: Readonly<Record<string, StructureSchema>>,
  constraints: Constraints,
  operations: Operations,
  version: '1.0' | '1.1' = '1.1',
): ServiceHandler {
  return async function awsJson(request) {
    try {
      const name = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const schema = inputs[name];
      const operation = operations[name];
      if (schema === undefined || operation === undefined) {
        throw new ServiceError('UnknownOperationException', 400, `The sandbox does not serve ${name}`);
      }
      const output = operation(decode(schema, parseJson(request.body), constraints) as never, request);
      return {
        status: 200,
        headers: { 'content-type': `application/x-amz-json-${version}` },
        body: JSON.stringify(toWire(output)),
      };
    } catch (error) {
      return errorResponse(request, error);
    }
  };
}
