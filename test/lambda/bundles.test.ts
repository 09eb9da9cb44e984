import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesAtStart, bytesInAll, type FunctionName, filesAtStart } from '../../scripts/bundles.ts';
import { type BuiltFunctions, buildFunctions } from './built-functions.ts';

let functions: BuiltFunctions;
beforeAll(async () => {
  functions = await buildFunctions();
});
afterAll(() => functions.remove());

function metafileOf(name: FunctionName): Metafile {
  const metafile = functions.metafiles.get(name);
  if (metafile === undefined) throw new Error(`no bundle ${name}`);
  return metafile;
}

/** Bytes of each package in a bundle. @param files of the bundle; all unless given */
function packagesOf(
  name: FunctionName,
  files: readonly string[] = Object.keys(metafileOf(name).outputs),
): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const each of files) {
    for (const [file, { bytesInOutput }] of Object.entries(metafileOf(name).outputs[each]?.inputs ?? {})) {
      const found = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'own';
      sizes.set(found, (sizes.get(found) ?? 0) + bytesInOutput);
    }
  }
  return sizes;
}

describe('the bundles', () => {
  // Generous limits: raise them with a reason. `npm run bench` measures the start.
  test.each([
    ['slack', 50, 1500],
    ['notifications', 160, 400],
    ['tick', 300, 1200],
    ['worker', 450, 2000],
  ] as const)('%s: at most %i KB at the start, %i KB in all', (name, atStart, inAll) => {
    const metafile = metafileOf(name);
    expect(bytesAtStart(metafile)).toBeGreaterThan(1000);
    expect(bytesAtStart(metafile) / 1024).toBeLessThan(atStart);
    expect(bytesInAll(metafile) / 1024).toBeLessThan(inAll);
  });

  test('the front for Slack contains only the app’s own code, in one file', () => {
    const files = filesAtStart(metafileOf('slack'));
    expect(files).toHaveLength(1);
    expect([...packagesOf('slack', files).keys()]).toEqual(['own']);
  });

  test('what an installation needs is beside it, and loaded by the first request for its pages', () => {
    const [front = ''] = filesAtStart(metafileOf('slack'));
    expect(metafileOf('slack').outputs[front]?.imports.filter(({ path }) => path.endsWith('.mjs'))).toEqual([
      { path: './install.mjs', kind: 'dynamic-import', external: true },
    ]);
    const packages = packagesOf('slack');
    expect(['@slack/oauth', '@slack/web-api', '@aws-sdk/lib-dynamodb'].filter((each) => !packages.has(each))).toEqual(
      [],
    );
    expect(packages.has('@slack/bolt')).toBe(false);
  });

  test('the worker contains Bolt without its receivers', () => {
    const packages = packagesOf('worker');
    expect(packages.has('@slack/bolt')).toBe(true);
    const unwanted = ['undici', 'express', '@slack/socket-mode', '@slack/oauth', 'iconv-lite', 'ws', 'body-parser'];
    expect(unwanted.filter((name) => packages.has(name))).toEqual([]);
  });

  test('AWS clients are loaded on first use', () => {
    for (const name of ['notifications', 'worker'] as const) {
      const metafile = metafileOf(name);
      const inputs = filesAtStart(metafile).flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
      expect(inputs.length).toBeGreaterThan(10);
      expect(inputs.filter((file) => /@aws-sdk|@smithy/.test(file))).toEqual([]);
    }
  });

  test('the bundles contain no code of the sandbox or the tests', () => {
    const files = [...functions.metafiles.values()].flatMap(({ inputs }) => Object.keys(inputs));
    expect(files.filter((file) => /^(sandbox|test)\//.test(file))).toEqual([]);
  });
});
