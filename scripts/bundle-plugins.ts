import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * Bolt without what only listens: the worker is fed jobs, so Bolt's receivers are never made, but they bring Express,
 * Socket Mode and OAuth with them, nine tenths of Bolt's weight. Each is an empty module in the bundle.
 */
export const boltWithoutReceivers: Plugin = {
  name: 'bolt-without-receivers',
  setup(build) {
    build.onResolve({ filter: /^(\.\/receivers\/|@slack\/oauth$)/ }, ({ importer, path }) =>
      importer.includes('/@slack/bolt/') ? { path, namespace: 'empty' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/** Zod by its own names: `{ z }` is one object that holds all there is, with the messages of every language. */
export const zodByName: Plugin = {
  name: 'zod-by-name',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';"),
      loader: 'ts',
    }));
  },
};

/** Names that the app takes of packages it may do without for a while. */
const deferred: Readonly<Record<string, readonly string[]>> = {
  // Builds two hundred regular expressions.
  marked: ['Lexer', 'Tokenizer'],
  '@aws-lambda-powertools/logger': ['Logger'],
};

/** Packages that are loaded when one of their names is first used, not when the function starts. */
export const loadedWhenUsed: Plugin = {
  name: 'loaded-when-used',
  setup(build) {
    const filter = new RegExp(`^(${Object.keys(deferred).join('|')})$`);
    build.onResolve({ filter }, ({ path, importer }) =>
      importer.includes('/src/') ? { path, namespace: 'deferred' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'deferred' }, ({ path }) => {
      const getters = deferred[path]?.map((name) => `get ${name}() { return require('${path}').${name}; }`);
      return { contents: `module.exports = { ${getters?.join(', ')} };`, loader: 'js', resolveDir: process.cwd() };
    });
  },
};
