import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The parts of the core: what is mutated, and the tests that are to notice. */
const parts: Readonly<Record<string, { mutate: readonly string[]; tests: readonly string[] }>> = {
  incidents: { mutate: ['src/incidents/**/*.ts'], tests: ['incidents', 'cards'] },
  cards: { mutate: ['src/cards/**/*.ts'], tests: ['cards'] },
  queue: {
    mutate: ['src/jobs/**/*.ts', 'src/sqlite/{queue,jobs}.ts', 'src/cloud/sqs-*.ts'],
    tests: ['jobs', 'sqlite', 'cloud'],
  },
  store: {
    mutate: ['src/store/**/*.ts', 'src/sqlite/store.ts', 'src/cloud/dynamodb-*.ts'],
    tests: ['store', 'sqlite', 'cloud'],
  },
  posting: { mutate: ['src/posting/**/*.ts'], tests: ['posting', 'watches', 'notifications'] },
  watches: { mutate: ['src/watches/**/*.ts'], tests: ['watches', 'posting', 'clock'] },
  permissions: { mutate: ['src/gate/**/*.ts', 'src/slack/permissions.ts'], tests: ['gate', 'attacks'] },
};

const usage = `npm run mutants -- PART [--only GLOB] [--tests GLOB] [--workers N]
  PART          ${Object.keys(parts).join(', ')}
  --only GLOB   mutates only these files
  --tests GLOB  runs only these tests
  --workers N   number of test processes (default 2)
Changes one expression after the other in the code of a part, runs those of its tests that start no app, and lists the
changes that no test notices. Takes minutes to an hour.`;

/** Tests that start the app, a process or a browser: a change can make each of them wait until its timeout. */
const isSlow = /start-app|backends|attacked-app|start-fronts|child_process|playwright/;
const quickTests = (globs: readonly string[]): string[] =>
  globs.flatMap((glob) => globSync(glob)).filter((file) => !isSlow.test(readFileSync(file, 'utf8')));

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What this reads of StrykerJS's result. */
interface Mutant {
  status: string;
  fileName: string;
  location: { start: { line: number; column: number } };
  mutatorName: string;
  replacement?: string;
}
type Mutants = readonly Mutant[];
type StrykerClass = new (options: object) => { runMutationTest(): Promise<Mutants> };

const core = '@stryker-mutator/core';
const version = '10.1.1';

/**
 * Loads StrykerJS. It is installed on first use, because it brings 170 packages that need a newer Node than npm may run on. A
 * process that missed a package does not find it later, so a new process continues.
 */
async function loadStryker(): Promise<StrykerClass> {
  try {
    return ((await import(core)) as { Stryker: StrykerClass }).Stryker;
  } catch (error) {
    if (process.env.MUTANTS_TESTS !== undefined) throw error;
    const packages = [`${core}@${version}`, `@stryker-mutator/vitest-runner@${version}`];
    const options = ['--no-save', '--no-audit', '--no-fund'];
    const npm = spawnSync('npm', ['install', ...options, ...packages], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (npm.status !== 0) throw new Error(`npm could not install ${packages.join(' and ')}.`, { cause: error });
    const env = { ...process.env, MUTANTS_TESTS: '' };
    process.exit(spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env }).status ?? 1);
  }
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: text, tests: text, workers: text, help: { type: 'boolean' } },
  });
  const part = parts[positionals[0] ?? ''];
  if (values.help === true || part === undefined) {
    say(usage);
    process.exitCode = values.help === true ? 0 : 1;
    return;
  }
  const Stryker = await loadStryker();
  const tests = values.tests === undefined ? part.tests.map((folder) => `test/${folder}/**/*.test.ts`) : [values.tests];
  process.env.MUTANTS_TESTS = quickTests(tests).join(',');
  const mutants = await new Stryker({
    mutate: values.only === undefined ? [...part.mutate] : [values.only],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutants.config.ts', related: false },
    // Of `\v` it makes `\V`, which no regular expression with the flag `v` or `u` may have: the file no longer parses.
    mutator: { plugins: null, excludedMutations: ['Regex'] },
    coverageAnalysis: 'perTest',
    // They run once while a module loads: each would need all tests.
    ignoreStatic: true,
    concurrency: Number(values.workers ?? 2),
    timeoutMS: 5000,
    allowConsoleColors: false,
    reporters: ['progress-append-only'],
    // It would rewrite tsconfig.json by the API of TypeScript 6; the tests do not read that file.
    tsconfigFile: 'none',
  }).runMutationTest();
  report(mutants);
}

function report(mutants: Mutants): void {
  const noticed = ({ status }: Mutants[number]): boolean => status === 'Killed' || status === 'Timeout';
  const counted = mutants.filter((one) => noticed(one) || one.status === 'Survived' || one.status === 'NoCoverage');
  const files = Map.groupBy(counted, ({ fileName }) => fileName.slice(fileName.indexOf('src/')));
  for (const [file, all] of [...files].sort(([a], [b]) => a.localeCompare(b))) {
    for (const { status, location, mutatorName, replacement = '' } of all) {
      if (status !== 'Survived' && status !== 'NoCoverage') continue;
      const changed = replacement.replace(/\s+/g, ' ').slice(0, 120);
      say(`${file}:${location.start.line}:${location.start.column} ${status} ${mutatorName}: ${changed}`);
    }
  }
  for (const [file, all] of files) say(`${percent(all.filter(noticed).length / all.length)} of ${all.length} ${file}`);
  say(`${percent(counted.filter(noticed).length / counted.length)} of ${counted.length} mutants were noticed.`);
}

await main();
