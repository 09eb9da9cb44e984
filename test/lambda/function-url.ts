import { createServer } from 'node:http';
import { closeServer, listen } from '../../src/fronts/http/listen.ts';
import { readHttpBody } from '../../src/fronts/http/server.ts';
import type { BuiltFunctions } from './built-functions.ts';

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: string[];
  body: string;
}

/**
 * A function URL: an HTTP server in front of the built `slack` function, with a cold start per request.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export async function serveFunctionUrl(functions: Pick<BuiltFunctions, 'invoke'>, environment: NodeJS.ProcessEnv) {
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await readHttpBody(request, 1_000_000)) ?? Buffer.alloc(0);
      const [rawPath, rawQueryString = ''] = (request.url ?? '').split('?');
      const { cookie, ...headers } = request.headers;
      const event = {
        version: '2.0',
        rawPath,
        rawQueryString,
        headers,
        ...(cookie !== undefined && { cookies: cookie.split('; ') }),
        requestContext: { http: { method: request.method } },
        body: body.toString('base64'),
        isBase64Encoded: true,
      };
      const [answer] = await functions.invoke('slack', [event], environment);
      const { statusCode, body: text, ...told } = answer as Answer;
      for (const each of told.cookies ?? []) response.appendHeader('set-cookie', each);
      response.writeHead(statusCode, told.headers).end(text);
    })().catch(() => response.destroy());
  });
  const port = await listen(server, 0, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}
