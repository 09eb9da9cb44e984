import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** From the top down: a file may import from its own row's folder, and from rows below. */
const rows: readonly (readonly string[])[] = [
  ['main.ts', 'doctor-main.ts', 'jobs-main.ts', 'archive-main.ts'],
  ['run.ts', 'app-sandbox.ts'],
  ['fronts'],
  ['app.ts', 'open-storage.ts'],
  ['app-aws.ts', 'app-read-ahead.ts'],
  ['slack'],
  ['clock', 'dead-letters', 'doctor', 'archive'],
  ['notifications', 'watches', 'rooms'],
  ['investigations'],
  ['posting', 'gate', 'cloud', 'sqlite'],
  ['aws', 'cards', 'jobs', 'web-api'],
  ['config'],
  ['config-lists.ts'],
  ['installations'],
  ['store', 'incidents', 'deadline.ts', 'actions'],
  ['errors.ts', 'log.ts', 'metrics.ts', 'recent.ts', 'backoff.ts', 'batches.ts'],
  ['aws-names.ts', 'correlation.ts', 'current-workspace.ts', 'digest.ts', 'version.ts'],
];

interface Import {
  from: string;
  to: string;
}

/** The relative paths that a file imports. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => path);

const sources = globSync('src/**/*.ts');
const imports: Import[] = sources.flatMap((file) =>
  importsOf(file).map((path) => ({ from: relative('src', file), to: relative('src', join(dirname(file), path)) })),
);

const place = (file: string): string => file.split('/')[0] ?? '';
const row = (file: string): number => rows.findIndex((names) => names.includes(place(file)));
const name = ({ from, to }: Import): string => `${from} -> ${to}`;

test('there are imports to judge', () => {
  expect(imports.length).toBeGreaterThan(100);
});

test('every file has its place', () => {
  const placed = sources.map((file) => relative('src', file));
  expect(placed.filter((file) => row(file) === -1)).toEqual([]);
});

test('arrows point one way', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      (row(to) < row(from) && to !== '../package.json') || (row(to) === row(from) && place(to) !== place(from)),
  );
  // The root's own files of one row know each other only downwards.
  expect(wrong.map(name)).toEqual([]);
});

test('the app loads the sandbox in one place, and only when it is needed', () => {
  const naming = sources.filter((file) => readFileSync(file, 'utf8').includes('slack-aws-sandbox'));
  expect(naming).toEqual(['src/app-sandbox.ts']);
  expect(readFileSync('src/app-sandbox.ts', 'utf8')).not.toMatch(/from 'slack-aws-sandbox/);
  const outside = imports.filter(({ to }) => to.startsWith('..'));
  expect(outside.map(name)).toEqual(['version.ts -> ../package.json']);
});

/** What a program loads when it starts, with all that this loads in turn: files, and names of packages. */
function loadedBy(program: string): Set<string> {
  const loaded = new Set([program]);
  for (const file of loaded) {
    if (!file.endsWith('.ts')) continue;
    const statements = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)'/gm);
    for (const [, path = ''] of statements) loaded.add(path.startsWith('.') ? join(dirname(file), path) : path);
  }
  return loaded;
}

test('benchmarks and scripts share helpers with the tests, but run without Vitest', () => {
  const programs = globSync(['bench/*.ts', 'scripts/*.ts']);
  expect(programs.filter((program) => loadedBy(program).has('vitest'))).toEqual([]);
  expect(loadedBy('bench/noise.bench.ts')).toContain('test/support/start-app.ts');
});

/** Where an incident's ARN enters as text: each parses it once and passes it on. */
const parsesArns: Readonly<Record<string, string>> = {
  'src/incidents/stored-snapshot.ts': 'jobs and rows',
  'src/clock/tick.ts': 'rows of watches',
  'src/slack/targets/target-here.ts': 'rows of watches',
  'src/aws/read/ops-items.ts': 'AWS, of the incident that an OpsItem is the parent of',
  'src/aws/read/parse-incident.ts': 'answers of AWS',
  'src/aws/write/write-incident.ts': 'answers of AWS',
  'src/archive/read-whole.ts': 'answers of AWS',
  'src/cards/words/related-words.ts': 'related items',
  'src/cards/block-kit/button-value.ts': 'values of buttons',
  'src/slack/actions/click.ts': 'values of buttons',
  'src/slack/bolt/listen.ts': "a modal's private metadata",
  'src/slack/forms/submission.ts': "a modal's private metadata",
  'src/slack/targets/incident-choice.ts': 'values of choices',
  'src/slack/reactions/note-message.ts': 'rows of rooms',
  'src/slack/reactions/reacted-message.ts': "metadata of the app's own messages",
  'src/slack/unfurls/details-pane.ts': "a Work Object's external id",
  'src/slack/writes/perform-write.ts': 'the result of a write',
};

test('an ARN is parsed only where text enters', () => {
  const parsing = sources.filter((file) => /\bparseIncidentArn\(/.test(readFileSync(file, 'utf8')));
  expect(parsing.sort()).toEqual(['src/incidents/naming/arn.ts', ...Object.keys(parsesArns)].sort());
});

/** The composition root, and the tables that call a handler by its name. */
const passingOn = [
  'app.ts',
  'slack/actions/handle-click.ts',
  'slack/bolt/bolt-app.ts',
  'slack/bolt/listen.ts',
  'slack/commands/command.ts',
  'slack/commands/listen-messages.ts',
  'slack/forms/listen-forms.ts',
  'slack/forms/submission.ts',
];

test('a function takes the services that it uses, not all of them', () => {
  const whole = /[:=&] Services\b(?!\[)/;
  const taking = sources.filter((file) => whole.test(readFileSync(file, 'utf8'))).map((file) => relative('src', file));
  expect(taking.sort()).toEqual(passingOn);
});

test('the sandbox imports nothing of the app', () => {
  const files = globSync('sandbox/**/*.{ts,tsx}', { exclude: ['**/node_modules/**'] });
  expect(files.length).toBeGreaterThan(300);
  const outside = files.flatMap((file) =>
    importsOf(file)
      .map((path) => join(dirname(file), path))
      .filter((path) => !path.startsWith('sandbox/'))
      .map((path) => `${file} -> ${path}`),
  );
  expect(outside).toEqual([]);
});

test('the pure core imports no client', () => {
  const core = sources.filter((file) => /^src\/(incidents|cards)\//.test(file));
  const impure = core.filter((file) =>
    /from '(@aws-sdk|@slack\/(bolt|web-api)|node:)/.test(readFileSync(file, 'utf8')),
  );
  expect(impure).toEqual([]);
});

test('there are no import cycles', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  expect(cycles).toEqual([]);
});

test('files stay small', () => {
  const all = [...sources, ...globSync('sandbox/**/*.{ts,tsx}', { exclude: ['**/node_modules/**'] })];
  const lengths = all.map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }));
  expect(lengths.filter(({ lines }) => lines > 350)).toEqual([]);
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
});
