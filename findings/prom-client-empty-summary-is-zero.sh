#!/usr/bin/env bash
# prom-client 15.1.3: a summary without observations reports 0 for every quantile.
#
# Guessed before running: the quantiles of nothing are NaN, as Prometheus's Go client writes them, both before the first
# observation and when maxAgeSeconds have passed since the last one, so that a chart has a gap there.
# Seen: 0 in both cases. A chart shows an idle service as an infinitely fast one, and avg_over_time() takes the zeros in. A
# histogram has no such value: histogram_quantile() over no observations is NaN.
# Rule: https://github.com/prometheus/client_golang/blob/main/prometheus/summary.go (Write)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact prom-client@15.1.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { setTimeout as sleep } from 'node:timers/promises';
import prometheus from 'prom-client';

const registry = new prometheus.Registry();
const name = 'answer_seconds';
const options = { name, help: 'Answers.', percentiles: [0.5], maxAgeSeconds: 1, ageBuckets: 1, registers: [registry] };
const summary = new prometheus.Summary(options);
const median = async () => /quantile="0.5"\} (\S+)/.exec(await registry.metrics())?.[1];
const before = await median();
summary.observe(3);
const observed = await median();
await sleep(2500);
const expired = await median();
console.log(JSON.stringify({ before, observed, expired }));
process.exitCode = before === '0' && observed === '3' && expired === '0' ? 0 : 1;
JS
node --no-warnings run.mjs
