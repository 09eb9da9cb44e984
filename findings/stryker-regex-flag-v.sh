#!/usr/bin/env bash
# @stryker-mutator/core 10.1.1: a regular expression that holds \v stops a whole run of mutation testing.
#
# Guessed before running: each mutant of a regular expression is valid where the expression is, as Stryker documents of its
# mutators, so a file with /[\v]/v gets mutants that tests may kill.
# Seen: of \v, a vertical tab, the mutator makes \V, as of \d it makes \D. No such escape exists, and with the flag v (or u) a
# literal with it is a syntax error. All mutants are in one file, so that file does not parse and no mutant is tested at all.
# Rule: https://tc39.es/ecma262/#sec-patterns (IdentityEscape with the flag u or v)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @stryker-mutator/core@10.1.1 node@24.21.0 >/dev/null 2>&1
mkdir src
cat >src/lines.mjs <<'JS'
export const breaks = (text) => /[\v\f]/v.test(text);
JS
cat >test.mjs <<'JS'
import { breaks } from './src/lines.mjs';
process.exit(breaks('\v') && !breaks('v') ? 0 : 1);
JS
cat >stryker.config.json <<'JSON'
{ "mutate": ["src/*.mjs"], "testRunner": "command", "commandRunner": { "command": "node test.mjs" }, "reporters": ["json"], "cleanTempDir": false, "tempDirName": "kept" }
JSON
code=0
npx stryker run >out.txt 2>&1 || code=$?
mutant=$(grep -rhoE '/\[[^/]*\\V[^/]*\]/v' kept/*/src/lines.mjs | head -1 || true)
printf '{"exit":%s,"mutant":"%s","says":"%s"}\n' "$code" "$mutant" "$(grep -oE 'Invalid escape|There were failed tests[^.]*' out.txt | head -1)"
[ "$code" -ne 0 ] && [ -n "$mutant" ]
