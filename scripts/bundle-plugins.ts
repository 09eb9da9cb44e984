import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Replaces Bolt's receivers with empty modules. The worker receives jobs and never creates them, but they would load
 * Express, Socket Mode and OAuth, nine tenths of Bolt's size.
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

/**
 * Imports Zod's functions by name: the object `{ z }` would keep everything in the bundle, including the messages of
 * every language.
 */
export const zodByName: Plugin = {
  name: 'zod-by-name',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';"),
      loader: 'ts',
    }));
  },
};

/** Leaves the routes of an installation to a bundle of their own, so that nothing else of them is in the Slack function's. */
export const installApart: Plugin = {
  name: 'install-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/install\.ts$/ }, () => ({ path: './install.mjs', external: true }));
  },
};

/** Packages to load on first use, by the file that each is bundled into. Node's own modules are not bundled. */
const deferred: Readonly<Record<string, string>> = {
  '@aws-lambda-powertools/logger': './deferred-logger.mjs',
  '@slack/web-api': './deferred-web-api.mjs',
  marked: './deferred-marked.mjs',
  'node:crypto': 'node:crypto',
};

/** Entry points for the deferred packages. */
export const deferredEntries = Object.fromEntries(
  Object.entries(deferred)
    .filter(([, file]) => file.startsWith('./'))
    .map(([name, file]) => [basename(file, '.mjs'), name]),
);

/** Loads these modules when one of their exports is first used, not when the function starts. */
export const loadedWhenUsed: Plugin = {
  name: 'loaded-when-used',
  setup(build) {
    const filter = new RegExp(`^(${Object.keys(deferred).join('|')})$`);
    build.onResolve({ filter }, ({ path, importer }) =>
      importer.includes('/src/') ? { path, namespace: 'deferred' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'deferred' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== 'default' && name !== 'module.exports');
      // A CommonJS package is the default export of its module.
      const load = `const load = () => { const it = require('${deferred[path]}'); return it.default ?? it; };`;
      const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
      return { contents: `${load} module.exports = { ${getters.join(', ')} };`, loader: 'js' };
    });
    build.onResolve({ filter: /^\.\/deferred-[a-z-]+\.mjs$/ }, ({ path }) => ({ path, external: true }));
  },
};
