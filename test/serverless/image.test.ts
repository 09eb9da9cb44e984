import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { expect, test } from 'vitest';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };

test('the container’s packages hold whatever the app loads', () => {
  const files = globSync('src/**/*.ts').filter((file) => !file.startsWith('src/sandbox/'));
  const loaded = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const imports = text.matchAll(
      /^(?:import|\} from|export) (?!type)(?:[^'\n]* from )?'([^.'][^']*)'|import\('([^.'][^']*)'\)/gm,
    );
    return [...imports].map(([, fixed, lazy]) => ({ file, name: fixed ?? lazy ?? '' }));
  });
  expect(loaded.length).toBeGreaterThan(30);
  const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  const missing = loaded.filter(({ name }) => !isBuiltin(name) && dependencies[packageOf(name)] === undefined);
  expect(missing).toEqual([]);
});

test('the image is made of files that are let into it', () => {
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  const sources = copied.flatMap(([, names = '']) => names.split(' '));
  expect(sources.length).toBeGreaterThan(2);
  expect(sources.filter((name) => !ignored.includes(`!${name}`))).toEqual([]);
});
