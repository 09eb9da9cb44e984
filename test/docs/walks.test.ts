import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentAt } from './documents.ts';

const { text } = documentAt('docs/architecture.md');

/** The files of a walk, in order. */
function filesUnder(heading: string): string[] {
  const [, rest = ''] = text.split(`\n### ${heading}\n`);
  const [section = ''] = rest.split(/\n##/);
  return [...section.matchAll(/`([\w/-]+\.ts)`/g)].map(([, file = '']) => join('src', file));
}

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    join(dirname(file), path),
  );
/** Parts that know each other only by an interface are put together there. */
const roots = ['src/run.ts', 'src/app.ts', 'src/app-aws.ts', 'src/open-storage.ts'];

describe.each([
  ['A command to its card', 45],
  ['A notification to the cards', 40],
  ['A status update', 25],
])('the walk "%s"', (heading, most) => {
  const files = filesUnder(heading);

  test(`opens at most ${most} files, each once`, () => {
    expect(files.length).toBeGreaterThan(15);
    expect(files.length).toBeLessThanOrEqual(most);
    expect(new Set(files).size).toBe(files.length);
  });

  test('names files that are there', () => {
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('leads from file to file', () => {
    const wired = roots.flatMap(importsOf);
    const unreached = files.filter((file, index) => {
      const before = files.slice(0, index).flatMap(importsOf);
      return index > 0 && !before.includes(file) && !wired.includes(file);
    });
    expect(unreached).toEqual([]);
  });
});
