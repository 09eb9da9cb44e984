#!/usr/bin/env bash
# prom-client 15.1.3: its default metrics do not pass Prometheus's own linter (promtool, Debian's package prometheus).
#
# A good guess: collectDefaultMetrics() follows Prometheus's naming rules, so `promtool check metrics` is content
# with an application that adds well-named metrics of its own.
# Seen: three gauges end in _total, which the linter allows for counters only, and it exits with 3. A check of one's own
# metrics has to leave these three out, by name.
set -euo pipefail
command -v promtool >/dev/null || { echo 'needs promtool: apt-get install prometheus' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact prom-client@15.1.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import client from 'prom-client';

client.collectDefaultMetrics();
process.stdout.write(await client.register.metrics());
process.exit();
JS
status=0
node run.mjs >metrics.txt
promtool check metrics <metrics.txt >lint.txt 2>&1 || status=$?
sort lint.txt
expected='nodejs_active_handles_total nodejs_active_requests_total nodejs_active_resources_total '
[ "$status" = 3 ] && [ "$(sort lint.txt | awk '{ printf "%s ", $1 }')" = "$expected" ]
