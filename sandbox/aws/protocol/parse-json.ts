import { ServiceError } from '../service-error.ts';

/** Parses a JSON body, which must be an object; an empty body is `{}`. @throws ServiceError SerializationException */
export function parseJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const value = parsed(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ServiceError('SerializationException', 400, 'The request body is not a JSON object');
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ServiceError('SerializationException', 400, `The request body is not JSON: ${cause}`);
  }
}
