import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Services that the embedded AWS answers as AWS does, but for what is in `unknown`. */
const embedded: ReadonlySet<string> = new Set(['sqs', 'sns', 'sts', 'ssm-incidents']);
const unknown: ReadonlySet<string> = new Set(['StartMessageMoveTask']);

/**
 * AWS for the commands of the docs: what the embedded AWS knows it answers itself; of the rest it is known that the CLI
 * took the command and sent it, and the answer is as empty as it may be.
 * @param embeddedUrl where the embedded AWS is
 */
export async function startFarAws(embeddedUrl: string) {
  let tableIsGone = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const target = String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1);
    const operation = target || (new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`);
    if (embedded.has(service) && !unknown.has(operation)) return forward(request, body, response);
    if (operation === 'DeleteTable') tableIsGone = true;
    if (operation === 'RestoreTableFromBackup') tableIsGone = false;
    if (operation === 'DescribeTable' && tableIsGone) {
      response.writeHead(400).end('{"__type":"ResourceNotFoundException"}');
      return;
    }
    const isXml = target === undefined || target === '';
    const type = isXml && service !== 'lambda' ? 'text/xml' : 'application/x-amz-json-1.1';
    response.writeHead(200, { 'content-type': type }).end(answerOf(operation, type));
  }

  async function forward({ method, url = '/', headers }: IncomingMessage, body: string, response: ServerResponse) {
    const { host: _host, 'content-length': _length, connection: _connection, ...rest } = headers;
    const given = Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]);
    const hasBody = method !== 'GET' && { body };
    const far = await fetch(new URL(url, embeddedUrl), { method: method ?? 'GET', headers: given, ...hasBody });
    const type = far.headers.get('content-type') ?? 'text/plain';
    response.writeHead(far.status, { 'content-type': type }).end(await far.text());
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerOf(operation: string, type: string): string {
  if (type === 'text/xml') return `<R xmlns="x"><${operation}Result/></R>`;
  if (operation === 'DescribeTable') return '{"Table":{"TableStatus":"ACTIVE"}}';
  if (operation === 'CreateBackup') {
    return '{"BackupDetails":{"BackupArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t/backup/1","BackupName":"b","BackupStatus":"CREATING","BackupType":"USER","BackupCreationDateTime":1}}';
  }
  return '{}';
}
