import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { boltWithoutReceivers, deferredEntries, installApart, loadedWhenUsed, zodByName } from './bundle-plugins.ts';

/** The functions, each bundled from `src/fronts/lambda/NAME.ts`. */
const functionNames = ['slack', 'notifications', 'tick', 'worker'] as const;
export type FunctionName = (typeof functionNames)[number];

/** Definitions that CommonJS packages require inside an ES module. */
const requireBanner =
  "import{createRequire as createRequireHere}from'node:module';const require=createRequireHere(import.meta.url);";

/**
 * Bundles one function into `OUTPUT/NAME/index.mjs`. Lazy imports stay in separate files beside it, so that an AWS
 * client costs nothing until it is used.
 */
async function bundle(name: FunctionName, output: string): Promise<Metafile> {
  const outdir = join(output, name);
  const entry = `src/fronts/lambda/${name}.ts`;
  if (name !== 'slack') {
    return buildInto(
      outdir,
      { index: entry, ...deferredEntries },
      [boltWithoutReceivers, loadedWhenUsed],
      requireBanner,
    );
  }
  // The front for Slack uses only Node's own modules. What it loads for an installation is beside it.
  const [front, install] = await Promise.all([
    buildInto(outdir, { index: entry }, [installApart]),
    buildInto(outdir, { install: 'src/fronts/lambda/install.ts' }, [], requireBanner),
  ]);
  return { inputs: { ...install.inputs, ...front.inputs }, outputs: { ...install.outputs, ...front.outputs } };
}

async function buildInto(
  outdir: string,
  entryPoints: Readonly<Record<string, string>>,
  plugins: readonly Plugin[],
  banner?: string,
): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { ...entryPoints },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [zodByName, ...plugins],
    ...(banner !== undefined && { banner: { js: banner } }),
  });
  return metafile;
}

/** Bundles all functions into `output`. @returns esbuild's metadata by function */
export async function bundleAll(output: string): Promise<ReadonlyMap<FunctionName, Metafile>> {
  return new Map(await Promise.all(functionNames.map(async (name) => [name, await bundle(name, output)] as const)));
}

/** The files that a function loads at start: its entry and its static imports. */
export function filesAtStart({ outputs }: Metafile): string[] {
  const loaded = new Set<string>();
  const load = (file: string): void => {
    const output = outputs[file];
    if (output === undefined || loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') load(path);
  };
  load(Object.keys(outputs).find((file) => file.endsWith('/index.mjs')) ?? '');
  return [...loaded];
}

export function bytesAtStart(metafile: Metafile): number {
  return filesAtStart(metafile).reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
}

export function bytesInAll({ outputs }: Metafile): number {
  return Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}
