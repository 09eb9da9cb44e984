import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** From the top down: a file may import from its own row's folder, and from rows below. */
const rows: readonly (readonly string[])[] = [
  ['main.ts', 'doctor-main.ts'],
  ['run.ts'],
  ['fronts'],
  ['app.ts', 'open-storage.ts'],
  ['slack'],
  ['watches', 'doctor'],
  ['cards', 'aws', 'notifications', 'jobs', 'web-api'],
  ['store', 'incidents', 'config.ts'],
  ['errors.ts', 'log.ts', 'recent.ts'],
];

interface Import {
  from: string;
  to: string;
}

const sources = globSync('src/**/*.{ts,tsx}');
const imports: Import[] = sources.flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...found].map(([, path = '']) => ({
    from: relative('src', file),
    to: relative('src', join(dirname(file), path)),
  }));
});

const place = (file: string): string => file.split('/')[0] ?? '';
const row = (file: string): number => rows.findIndex((names) => names.includes(place(file)));
const name = ({ from, to }: Import): string => `${from} -> ${to}`;

test('there are imports to judge', () => {
  expect(imports.length).toBeGreaterThan(100);
});

test('every file has its place', () => {
  const placed = sources.map((file) => relative('src', file)).filter((file) => place(file) !== 'sandbox');
  expect(placed.filter((file) => row(file) === -1)).toEqual([]);
});

test('arrows point one way', () => {
  const app = imports.filter(({ from, to }) => place(from) !== 'sandbox' && place(to) !== 'sandbox');
  const wrong = app.filter(
    ({ from, to }) => row(to) < row(from) || (row(to) === row(from) && place(to) !== place(from)),
  );
  // The root's own files of one row know each other only downwards.
  expect(wrong.map(name)).toEqual([]);
});

test('the sandbox is reached from main alone, and knows nothing of the app', () => {
  const across = imports.filter(({ from, to }) => (place(from) === 'sandbox') !== (place(to) === 'sandbox'));
  expect(across.filter(({ from }) => from !== 'main.ts').map(name)).toEqual([]);
});

test('the pure core imports no client', () => {
  const core = sources.filter((file) => /^src\/(incidents|cards)\//.test(file));
  const impure = core.filter((file) =>
    /from '(@aws-sdk|@slack\/(bolt|web-api)|node:)/.test(readFileSync(file, 'utf8')),
  );
  expect(impure).toEqual([]);
});

test('no file imports itself by a detour', () => {
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
  const lengths = sources.map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }));
  expect(lengths.filter(({ lines }) => lines > 350)).toEqual([]);
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
});
