import { spawnSync } from 'node:child_process';

/** `npm run release -- minor`: checks everything, then sets the version, dates the changelog, commits and tags. */
const kinds = ['major', 'minor', 'patch'];
const [kind = ''] = process.argv.slice(2);

function stop(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

const output = (command: string, ...words: string[]): string =>
  spawnSync(command, words, { encoding: 'utf8' }).stdout.trim();

function run(...words: string[]): void {
  const { status } = spawnSync('npm', words, { stdio: 'inherit' });
  if (status !== 0) stop(`npm ${words.join(' ')} failed: nothing was released.`);
}

if (!kinds.includes(kind)) stop(`Say which version follows: npm run release -- ${kinds.join(' | ')}`);
if (output('git', 'status', '--porcelain') !== '') stop('There are uncommitted changes. Commit or stash them first.');
// As a newcomer gets it: the packages of the lock file, every check and test, and what would be deployed.
run('ci');
run('test');
run('run', 'package');
if (output('git', 'status', '--porcelain') !== '') stop('The tests changed files. Look at git status.');
run('version', kind);
process.stdout.write('Push the commit and its tag: git push --follow-tags\n');
