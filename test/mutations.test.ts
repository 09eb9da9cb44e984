import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Mutation {
  what: string;
  file: string;
  find: string;
  tests: string[];
}

const mutations = JSON.parse(readFileSync('test/mutations.json', 'utf8')) as Mutation[];

test.each(mutations)('the mutation "$what" applies to $file', ({ file, find, tests }) => {
  expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
  expect(tests.filter((path) => !existsSync(path))).toEqual([]);
});
