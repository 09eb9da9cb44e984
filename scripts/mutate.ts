import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** One deliberate fault in the source. */
interface Mutation {
  /** The broken behaviour. */
  what: string;
  file: string;
  /** An excerpt that occurs in the file exactly once. */
  find: string;
  replace: string;
  /** Test files of which at least one must fail. */
  tests: string[];
}

type Outcome = 'caught' | 'survived' | 'stale';

const root = join(import.meta.dirname, '..');
const list = 'test/mutations.json';
/** Timeout in milliseconds; a mutation that makes the tests hang counts as caught. */
const timeoutMs = 300_000;
const leftOut = new Set(['node_modules', '.git', 'coverage', 'dist', 'data']);

/** A copy of the tree, so that the working tree is never changed. */
function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
  cpSync(root, copy, { recursive: true, filter: (path) => path === root || !leftOut.has(basename(path)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Runs some test files. @returns whether all of them pass */
function pass(copy: string, tests: readonly string[]): Promise<boolean> {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--reporter=dot', '--bail=1', ...tests], {
    cwd: copy,
    stdio: 'ignore',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function outcomeOf({ file, find, replace, tests }: Mutation, copy: string): Promise<Outcome> {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(find).length !== 2) return 'stale';
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  try {
    return (await pass(copy, tests)) ? 'survived' : 'caught';
  } finally {
    writeFileSync(path, text);
  }
}

/** `npm run mutations`, or `npm run mutations -- signature` for those with the word in their name. */
async function main(words: readonly string[]): Promise<void> {
  const all = JSON.parse(readFileSync(join(root, list), 'utf8')) as Mutation[];
  const chosen = all.filter(({ what }) => words.every((word) => what.includes(word)));
  if (chosen.length === 0) {
    throw new Error(`No mutation has ${words.join(' and ')} in its name. The names are in ${list}.`);
  }
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const copy = copyTree();
  try {
    const tests = [...new Set(chosen.flatMap((mutation) => mutation.tests))];
    say(`${chosen.length} mutations, ${tests.length} test files. Running the tests without a mutation first.`);
    if (!(await pass(copy, tests))) throw new Error('The tests fail without a mutation.');
    const bad: string[] = [];
    for (const [index, mutation] of chosen.entries()) {
      const outcome = await outcomeOf(mutation, copy);
      say(`${index + 1}/${chosen.length} ${outcome}: ${mutation.what} (${mutation.file})`);
      if (outcome !== 'caught') bad.push(mutation.what);
    }
    if (bad.length > 0) throw new Error(`Not caught: ${bad.join('; ')}`);
    say('Every mutation was caught.');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
