import { createServer } from 'node:http';
import { closeServer, listen } from '../../src/fronts/http/listen.ts';
import { readHttpBody } from '../../src/fronts/http/server.ts';
import type { BuiltFunctions } from './built-functions.ts';

/** A function URL: an HTTP server in front of the built `slack` function, with a cold start per request. */
export async function serveFunctionUrl(functions: BuiltFunctions, environment: NodeJS.ProcessEnv) {
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await readHttpBody(request, 1_000_000)) ?? Buffer.alloc(0);
      const event = {
        version: '2.0',
        rawPath: request.url,
        headers: request.headers,
        requestContext: { http: { method: request.method } },
        body: body.toString('base64'),
        isBase64Encoded: true,
      };
      const [answer] = await functions.invoke('slack', [event], environment);
      const { statusCode, headers, body: text } = answer as { statusCode: number; headers: object; body: string };
      response.writeHead(statusCode, { ...headers }).end(text);
    })().catch(() => response.destroy());
  });
  const port = await listen(server, 0, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}
