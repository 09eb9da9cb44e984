#!/usr/bin/env bash
# @aws-sdk/client-cloudwatch 3.1164.0 speaks JSON 1.0, under a service name that is in no guide.
#
# A good guess: CloudWatch is one of AWS's old services, so the client posts a form (the Query protocol) and reads
# XML, or has gone over to CBOR; a stand-in for CloudWatch answers in XML.
# Seen: application/x-amz-json-1.0 with the target GraniteServiceVersion20100801.DescribeAlarms. A stand-in that answers in
# XML only cannot serve this client.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @aws-sdk/client-cloudwatch@3.1164.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

let seen = {};
const server = createServer(({ headers }, response) => {
  seen = { type: headers['content-type'], target: headers['x-amz-target'] };
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify({ MetricAlarms: [{ AlarmName: 'checkout-p99' }] }));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const endpoint = `http://127.0.0.1:${server.address().port}`;
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
const client = new CloudWatchClient({ region: 'eu-west-1', endpoint, credentials });
const { MetricAlarms: alarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['checkout-p99'] }));
server.close();
console.log(JSON.stringify({ ...seen, alarm: alarms[0]?.AlarmName }));
const isJson = seen.type === 'application/x-amz-json-1.0' && alarms[0]?.AlarmName === 'checkout-p99';
process.exitCode = isJson && seen.target === 'GraniteServiceVersion20100801.DescribeAlarms' ? 0 : 1;
JS
node --no-warnings run.mjs
