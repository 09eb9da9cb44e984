import type { Fault } from './faults.ts';
import type { ServiceRequest } from './handler.ts';
import { errorResponse } from './protocol/error-response.ts';
import type { Answer } from './serve.ts';
import { accessDenied, ServiceError, throttled } from './service-error.ts';

/** The response that a client receives for a fault. */
export function faultResponse(fault: Fault, request: ServiceRequest, operation: string): Answer {
  const { service, principal } = request;
  const { kind } = fault;
  switch (kind) {
    case 'refused': {
      const { code = 'ValidationException', status = 400, message = 'Refused' } = fault;
      return errorResponse(request, new ServiceError(code, status, message));
    }
    case 'page':
      return {
        status: fault.status ?? 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>Proxy</title></head><body>The proxy did not let this through.</body></html>',
      };
    case 'stall':
    case 'reset':
      return kind;
    case 'nonsense':
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Welcome</body></html>' };
    case 'half_json':
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"incidentRecord":{"arn":"arn:aws',
      };
    case 'throttle':
      return errorResponse(request, throttled(service, operation));
    case 'access_denied':
      return errorResponse(request, accessDenied(principal, `${service}:${operation}`));
    case 'unavailable':
      return errorResponse(request, new ServiceError('ServiceUnavailable', 503, 'Service is unavailable'));
    default:
      return errorResponse(request, new ServiceError('InternalServerException', 500, 'An internal error occurred'));
  }
}
