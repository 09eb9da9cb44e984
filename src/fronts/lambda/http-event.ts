import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpAnswer } from '../http-answer.ts';

/** What a function URL (payload format 2.0) or an API Gateway (2.0 or 1.0) invokes a function with. */
export type HttpEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;

export interface HttpRequest {
  method: string;
  headers: IncomingHttpHeaders;
  /** The bytes as they were sent. */
  body: Buffer;
}

/**
 * Reads an event of either format as the request it was.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function readHttpEvent(event: HttpEvent): HttpRequest {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if ('httpMethod' in event) return { method: event.httpMethod, headers: headersOf(event), body };
  return { method: event.requestContext.http.method, headers: lowerCased(event.headers), body };
}

/** Format 1.0 tells of each header all values it came with, where it tells at all. */
function headersOf({ headers, multiValueHeaders }: APIGatewayProxyEvent): IncomingHttpHeaders {
  const doubled = Object.entries(multiValueHeaders ?? {}).filter(([, values]) => (values?.length ?? 0) > 1);
  return { ...lowerCased(headers ?? {}), ...lowerCased(Object.fromEntries(doubled)) };
}

function lowerCased<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** An answer as Lambda takes it, in both formats. */
export function toHttpResult({ status, body = '' }: HttpAnswer) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  return { statusCode: status, headers: { 'content-type': type }, body: text };
}
