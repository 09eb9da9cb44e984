import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpAnswer } from '../http/answer.ts';

export interface HttpRequest {
  method: string;
  path: string;
  /** The query, without its question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  /** The original bytes. */
  body: Buffer;
  /** Whether cookies of the response are listed apart from its headers, as in format 2.0. */
  cookiesApart: boolean;
}

/** The fields that both payload formats share. */
type HttpEvent = Partial<Pick<APIGatewayProxyEvent, 'headers' | 'multiValueHeaders' | 'body' | 'isBase64Encoded'>> &
  Partial<Pick<APIGatewayProxyEvent, 'path' | 'queryStringParameters'>> &
  Partial<Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString' | 'cookies'>>;

/**
 * Parses the event of a function URL (payload format 2.0), an API Gateway (2.0 or 1.0) or a load balancer.
 * @returns `undefined` for an event that is not a request
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function parseHttpEvent(event: unknown): HttpRequest | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const method = methodOf(event);
  if (method === undefined) return undefined;
  const { headers, multiValueHeaders, body, isBase64Encoded, rawPath, path, cookies, ...rest }: HttpEvent = event;
  const { rawQueryString, queryStringParameters } = rest;
  return {
    method,
    path: rawPath ?? path ?? '',
    query: rawQueryString ?? String(new URLSearchParams({ ...(queryStringParameters as Record<string, string>) })),
    headers: {
      ...lowerCased(headers ?? {}),
      ...several(multiValueHeaders ?? {}),
      ...(cookies && { cookie: cookies.join('; ') }),
    },
    cookiesApart: rawPath !== undefined,
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

/**
 * A response for Lambda, in both payload formats.
 * @param cookiesApart whether its cookie is listed apart from its headers, as in format 2.0
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function toHttpResult({ status, body = '', headers }: HttpAnswer, cookiesApart = false) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const { 'set-cookie': cookie, ...others } = headers ?? {};
  const cookies = cookie !== undefined && (cookiesApart ? { cookies: [cookie] } : undefined);
  const kept = cookie !== undefined && !cookies ? { 'set-cookie': cookie } : {};
  return { statusCode: status, headers: { 'content-type': type, ...others, ...kept }, body: text, ...cookies };
}
