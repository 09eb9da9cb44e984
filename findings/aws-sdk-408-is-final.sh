#!/usr/bin/env bash
# @aws-sdk/client-ssm-incidents 3.1019.0: an HTTP 408 that carries no AWS error code is not retried.
#
# Guessed before running: "Request Timeout" is the most transient answer there is, so a bare 408, as a proxy gives it, is
# retried like a bare 429 or 503.
# Seen: 429 and 503 are tried three times, 408 once. Whoever calls AWS through a proxy has to retry it in code of their own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @aws-sdk/client-ssm-incidents@3.1019.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { GetIncidentRecordCommand, SSMIncidentsClient } from '@aws-sdk/client-ssm-incidents';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/8ab9a0b4-0000-4000-8000-000000000000';
const requests = {};
for (const status of [408, 429, 503]) {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new SSMIncidentsClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${server.address().port}`,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  await client.send(new GetIncidentRecordCommand({ arn })).catch(() => undefined);
  requests[status] = count;
  client.destroy();
  server.close();
}
console.log(JSON.stringify(requests));
process.exit(requests[408] === 1 && requests[429] === 3 && requests[503] === 3 ? 0 : 1);
JS
node --no-warnings run.mjs
