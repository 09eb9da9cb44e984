#!/usr/bin/env bash
# @slack/web-api 8.2.0: without retries, a rate-limited call still waits out Retry-After, and then rejects unsent.
#
# A good guess: with retryConfig { retries: 0 } a 429 rejects the call at once with the code slack_webapi_rate_limited_error,
# and other calls of the client are not affected.
# Seen: the call waits the whole Retry-After, logs "Will retry", sends nothing more, and rejects with
# slack_webapi_request_error. Calls of other methods wait as long. Only rejectRateLimitedCalls: true rejects at once.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @slack/web-api@8.2.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { WebClient } from '@slack/web-api';

const received = [];
const server = createServer((request, response) => {
  const method = request.url.split('/').at(-1);
  received.push(method);
  if (method === 'chat.update') return response.writeHead(429, { 'retry-after': '2' }).end();
  response.setHeader('content-type', 'application/json');
  response.end('{"ok":true}');
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const logged = [];
const note = (...words) => logged.push(words.join(' '));
const client = new WebClient('xoxb-1', {
  slackApiUrl: `http://127.0.0.1:${server.address().port}/api/`,
  retryConfig: { retries: 0 },
  logger: { debug() {}, info: note, warn: note, error: note, setLevel() {}, setName() {}, getLevel: () => 'info' },
});
const settled = [];
const limited = client.chat.update({ channel: 'C1', ts: '1.1', text: 'a' }).catch(({ code }) => {
  settled.push('limited');
  return code;
});
// The other call is made while the first one has its 429 already.
await new Promise((done) => setTimeout(done, 500));
const early = settled.length;
const other = client.auth.test().then(() => settled.push('other'));
await new Promise((done) => setTimeout(done, 500));
const sentMeanwhile = received.length;
const code = await limited;
await other;
server.close();
const saysRetry = logged.some((line) => line.includes('Will retry'));
console.log(JSON.stringify({ early, sentMeanwhile, code, received, saysRetry }));
const asSeen = early === 0 && sentMeanwhile === 1 && code === 'slack_webapi_request_error' && saysRetry;
process.exitCode = asSeen && received.join() === 'chat.update,auth.test' ? 0 : 1;
JS
node --no-warnings run.mjs
