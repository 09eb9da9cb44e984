import type { ServiceRequest, ServiceResponse } from '../handler.ts';
import { ServiceError } from '../service-error.ts';
import { toWire } from './to-wire.ts';
import { xmlEscape } from './xml-escape.ts';

/**
 * Writes an error in the request's protocol: AWS JSON (an `x-amz-target` header), AWS Query (a form), or REST-JSON.
 * Anything but a `ServiceError` becomes an InternalServerException.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
export function errorResponse(request: Pick<ServiceRequest, 'headers'>, error: unknown): ServiceResponse {
  const known =
    error instanceof ServiceError
      ? error
      : new ServiceError('InternalServerException', 500, `Internal error: ${error}`);
  if (request.headers['x-amz-target'] !== undefined) return jsonError(request, known);
  if (String(request.headers['content-type']).startsWith('application/x-www-form-urlencoded')) return queryError(known);
  return {
    status: known.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': known.code },
    body: JSON.stringify({ message: known.message, ...toWire(known.fields) }),
  };
}

/**
 * What a service that spoke AWS Query before calls its errors, for clients that ask for it. Query services
 * use AccessDenied and Throttling instead of the JSON names AccessDeniedException and so on.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
const queryCode = ({ code }: ServiceError): string =>
  code === 'ValidationException' ? 'ValidationError' : code.replace(/Exception$/, '');
const queryType = ({ status }: ServiceError): 'Receiver' | 'Sender' => (status >= 500 ? 'Receiver' : 'Sender');

/** AWS JSON has no status per error: every client error is 400. */
function jsonError(request: Pick<ServiceRequest, 'headers'>, error: ServiceError): ServiceResponse {
  const fields = Object.entries(toWire(error.fields)).map(([key, value]) => [capital(key), value]);
  return {
    status: error.status >= 500 ? error.status : 400,
    headers: {
      'content-type': String(request.headers['content-type'] ?? 'application/x-amz-json-1.1'),
      ...(request.headers['x-amzn-query-mode'] === 'true' && {
        'x-amzn-query-error': `${queryCode(error)};${queryType(error)}`,
      }),
    },
    body: JSON.stringify({ __type: error.code, Message: error.message, ...Object.fromEntries(fields) }),
  };
}

function queryError(error: ServiceError): ServiceResponse {
  return {
    status: error.status === 429 ? 400 : error.status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>${queryType(error)}</Type><Code>${queryCode(error)}</Code><Message>${xmlEscape(error.message)}</Message></Error></ErrorResponse>`,
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
