import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpAnswer } from '../http/answer.ts';

export interface HttpRequest {
  method: string;
  headers: IncomingHttpHeaders;
  /** The original bytes. */
  body: Buffer;
}

/** The fields that both payload formats share. */
type HttpEvent = Partial<Pick<APIGatewayProxyEvent, 'headers' | 'multiValueHeaders' | 'body' | 'isBase64Encoded'>>;

/**
 * Parses the event of a function URL (payload format 2.0), an API Gateway (2.0 or 1.0) or a load balancer.
 * @returns `undefined` for an event that is not a request
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function parseHttpEvent(event: unknown): HttpRequest | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const method = methodOf(event);
  if (method === undefined) return undefined;
  const { headers, multiValueHeaders, body, isBase64Encoded }: HttpEvent = event;
  return {
    method,
    headers: { ...lowerCased(headers ?? {}), ...several(multiValueHeaders ?? {}) },
    body: Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function methodOf(event: Partial<APIGatewayProxyEvent & APIGatewayProxyEventV2>): string | undefined {
  const method: unknown = event.requestContext?.http?.method ?? event.httpMethod;
  return typeof method === 'string' ? method : undefined;
}

/** Format 1.0 lists all values of each header. */
function several(headers: NonNullable<APIGatewayProxyEvent['multiValueHeaders']>): IncomingHttpHeaders {
  const values = Object.entries(headers).flatMap(([name, each = []]) => {
    const [first] = each;
    return first === undefined ? [] : [[name, each.length > 1 ? each : first] as const];
  });
  return lowerCased(Object.fromEntries(values));
}

function lowerCased<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A response for Lambda, in both payload formats. */
export function toHttpResult({ status, body = '', headers }: HttpAnswer) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  return { statusCode: status, headers: { 'content-type': type, ...headers }, body: text };
}
