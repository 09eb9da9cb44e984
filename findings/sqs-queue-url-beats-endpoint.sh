#!/usr/bin/env bash
# @aws-sdk/client-sqs 3.1169.0: an endpoint from the environment does not apply to calls that name a queue.
#
# A good guess: with AWS_ENDPOINT_URL_SQS set, every call goes to that endpoint, as it does for other services;
# the host in QueueUrl is only part of the queue's name.
# Seen: the call goes to the host in QueueUrl, signed for the client's own Region. One warning says so, by console.warn
# unless the client was given a logger. An `endpoint` given in code wins over QueueUrl; the same value in the environment
# does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @aws-sdk/client-sqs@3.1169.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const asked = [];
async function serve(name) {
  const server = createServer((request, response) => {
    asked.push(name);
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end('{}');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}
const configured = await serve('configured endpoint');
const named = await serve('host in QueueUrl');
process.env.AWS_ENDPOINT_URL_SQS = configured.url;
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });
const warnings = [];
console.warn = (text) => warnings.push(text);
const receive = new ReceiveMessageCommand({ QueueUrl: `${named.url}/111122223333/jobs` });
await new SQSClient({ region: 'eu-west-1' }).send(receive);
await new SQSClient({ region: 'eu-west-1', endpoint: configured.url }).send(receive);
for (const { server } of [configured, named]) server.close();
const seen = { environment: asked[0], code: asked[1], warnings: warnings.length };
console.log(JSON.stringify(seen));
process.exitCode = seen.environment === 'host in QueueUrl' && seen.code === 'configured endpoint' && seen.warnings === 1 ? 0 : 1;
JS
node --no-warnings run.mjs
