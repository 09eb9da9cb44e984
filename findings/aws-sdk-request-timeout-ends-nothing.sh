#!/usr/bin/env bash
# @aws-sdk/client-sqs 3.1169.0: requestTimeout ends no request, unless throwOnRequestTimeout is set as well.
#
# Guessed before running: with requestTimeout: 500 and maxAttempts: 1 a call that the service answers after two seconds rejects
# after half a second with a TimeoutError.
# Seen: the call waits for the whole two seconds and succeeds. After half a second one line goes to console.warn, or to the
# client's logger. Only throwOnRequestTimeout: true makes it the error that the name of the option promises.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @aws-sdk/client-sqs@3.1169.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  setTimeout(() => response.end('{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/1/q"}'), 2000);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const warned = [];
console.warn = (...words) => warned.push(words.join(' '));

async function ask(requestHandler) {
  const client = new SQSClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${server.address().port}`,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler,
  });
  const outcome = await client.send(new GetQueueUrlCommand({ QueueName: 'q' })).then(
    () => 'answered',
    ({ name }) => name,
  );
  client.destroy();
  return outcome;
}

const alone = await ask({ requestTimeout: 500 });
const warnings = warned.filter((line) => line.includes('throwOnRequestTimeout')).length;
const throwing = await ask({ requestTimeout: 500, throwOnRequestTimeout: true });
server.closeAllConnections();
server.close();
console.log(JSON.stringify({ alone, warnings, throwing }));
process.exitCode = alone === 'answered' && warnings === 1 && throwing === 'TimeoutError' ? 0 : 1;
JS
node --no-warnings run.mjs
