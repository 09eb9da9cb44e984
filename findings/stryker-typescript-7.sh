#!/usr/bin/env bash
# @stryker-mutator/core 10.1.1 beside typescript 7.0.2: a tsconfig.json alone stops the run, even of a JavaScript file.
#
# Guessed before running: a project with TypeScript 7 and no checker plugin runs as without TypeScript. Stryker parses code by
# Babel, and names TypeScript neither in its dependencies nor in its peer dependencies.
# Seen: it rewrites tsconfig.json for its sandbox with ts.parseConfigFileTextToJson. TypeScript 7's package has no such function,
# and the run ends with "ts.parseConfigFileTextToJson is not a function". With the option tsconfigFile naming no file it works.
# Rule: https://stryker-mutator.io/docs/stryker-js/configuration/#tsconfigfile-string
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @stryker-mutator/core@10.1.1 typescript@7.0.2 node@24.21.0 >/dev/null 2>&1
mkdir src
echo 'export const isOpen = (state) => state === "OPEN";' >src/open.mjs
echo 'import { isOpen } from "./src/open.mjs"; process.exit(isOpen("OPEN") && !isOpen("") ? 0 : 1);' >test.mjs
echo '{}' >tsconfig.json
run() {
  echo "{ \"mutate\": [\"src/*.mjs\"], \"testRunner\": \"command\", \"commandRunner\": { \"command\": \"node test.mjs\" }, \"reporters\": []$1 }" >stryker.config.json
  npx stryker run >out.txt 2>&1 && echo runs || grep -om1 'ts\.parseConfigFileTextToJson is not a function' out.txt || true
}
with=$(run '')
without=$(run ', "tsconfigFile": "none"')
echo "{\"with\":\"$with\",\"without\":\"$without\"}"
[ "$with" = 'ts.parseConfigFileTextToJson is not a function' ] && [ "$without" = runs ]
