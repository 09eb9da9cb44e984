/** An error as a service models it. The protocol writes it to the wire. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  /** HTTP status where the protocol has one per error (REST-JSON). */
  readonly status: number;
  /** Members in addition to the message. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

export const validationError = (message: string) => new ServiceError('ValidationException', 400, message);

export const accessDenied = (principal: string, action: string, resource = '*') =>
  new ServiceError(
    'AccessDeniedException',
    403,
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`,
  );

export const notFound = (resourceType: string, resourceIdentifier: string) =>
  new ServiceError('ResourceNotFoundException', 404, `Could not find ${resourceType} ${resourceIdentifier}`, {
    resourceType,
    resourceIdentifier,
  });

export const conflict = (message: string, resourceType: string, resourceIdentifier: string) =>
  new ServiceError('ConflictException', 409, message, { resourceType, resourceIdentifier });

export const throttled = (service: string, operation: string) =>
  new ServiceError('ThrottlingException', 429, 'Rate exceeded', {
    serviceCode: service,
    quotaCode: `${operation}-requests-per-second`,
  });
