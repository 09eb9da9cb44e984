import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { goldenHash } from '../cards/golden-hash.ts';

const gallery = new URL('../../docs/gallery/', import.meta.url);
const files = readdirSync(gallery);
const pictures = files.filter((file) => file.endsWith('.png'));
const goldens = readdirSync(new URL('../golden/', import.meta.url)).map((file) => file.replace(/\.json$/, ''));

test('every golden file has a picture for desktop and phone, and no other picture is left', () => {
  const expected = goldens.flatMap((name) => [`${name}-desktop.png`, `${name}-phone.png`]);
  expect(pictures.sort()).toEqual(expected.sort());
});

test('no picture is older than its golden file (npm run pictures draws them)', () => {
  const drawnFrom = JSON.parse(readFileSync(new URL('drawn-from.json', gallery), 'utf8')) as Record<string, string>;
  expect(goldens.filter((name) => drawnFrom[name] !== goldenHash(name))).toEqual([]);
});

test('no two pictures are equal', () => {
  const byContent = Map.groupBy(pictures, (file) =>
    createHash('sha256')
      .update(readFileSync(new URL(file, gallery)))
      .digest('hex'),
  );
  expect([...byContent.values()].filter((same) => same.length > 1)).toEqual([]);
});
