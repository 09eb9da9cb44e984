import { rmSync } from 'node:fs';
import { bundleAll, bytesAtStart, bytesInAll } from './bundles.ts';

/** Bundles the functions into `dist/`. The plugin of serverless.yml runs this before packaging. */
rmSync('dist', { recursive: true, force: true });
const kib = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;
for (const [name, metafile] of await bundleAll('dist')) {
  process.stdout.write(`${name}: ${kib(bytesAtStart(metafile))} at the start, ${kib(bytesInAll(metafile))} in all\n`);
}
