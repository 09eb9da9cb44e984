import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { boltWithoutReceivers, loadedWhenUsed, zodByName } from './bundle-plugins.ts';

/** The functions, each bundled from `src/fronts/lambda/NAME.ts`. */
export const functionNames = ['slack', 'notifications', 'tick', 'worker'] as const;
export type FunctionName = (typeof functionNames)[number];

/** What CommonJS packages inside an ES module need. */
const requireBanner = "import{createRequire as createRequireHere}from'node:module';const require=createRequireHere(import.meta.url);";
/** Fronts hold no CommonJS, and every import costs them time. */
const fronts: ReadonlySet<FunctionName> = new Set(['slack', 'notifications']);

/**
 * Bundles one function into `OUTPUT/NAME/index.mjs`. What is imported lazily stays in files of its own beside it, so that
 * an AWS client costs nothing until it is used.
 */
async function bundle(name: FunctionName, output: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { index: `src/fronts/lambda/${name}.ts` },
    outdir: join(output, name),
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
    plugins: [boltWithoutReceivers, zodByName, loadedWhenUsed],
    ...(!fronts.has(name) && { banner: { js: requireBanner } }),
  });
  return metafile;
}

/** Bundles all functions into `output`; answers what each is made of. */
export async function bundleAll(output: string): Promise<ReadonlyMap<FunctionName, Metafile>> {
  return new Map(await Promise.all(functionNames.map(async (name) => [name, await bundle(name, output)] as const)));
}
