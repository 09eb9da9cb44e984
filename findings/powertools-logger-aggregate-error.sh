#!/usr/bin/env bash
# @aws-lambda-powertools/logger 2.35.0: of an AggregateError only the outer error is logged.
#
# Guessed before running: the logger writes the causes of an error at every depth and its own properties (`code`), so it
# writes the `errors` of an AggregateError as well.
# Seen: they are left out. When a host name has several addresses and none answers, Node throws an AggregateError with an
# empty message: the line then says neither which address failed nor why, but for the code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @aws-lambda-powertools/logger@2.35.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { Logger } from '@aws-lambda-powertools/logger';

const lines = [];
const logger = new Logger({ serviceName: 'finding' });
logger.console = { ...console, error: (line) => lines.push(JSON.parse(line)) };
const root = new Error('root');
logger.error('nested', { error: new Error('outer', { cause: new Error('inner', { cause: root }) }) });
logger.error('aggregate', { error: new AggregateError([new Error('first'), new Error('second')], '') });
const [nested, aggregate] = lines;
const seen = {
  deepestCause: nested.error.cause.cause.message,
  aggregateKeys: Object.keys(aggregate.error).sort().join(' '),
  aggregateNames: /first|second/.test(JSON.stringify(aggregate)),
};
console.log(JSON.stringify(seen));
process.exit(seen.deepestCause === 'root' && !seen.aggregateNames ? 0 : 1);
JS
env -u POWERTOOLS_DEV node --no-warnings run.mjs
