import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { bundleAll, bytesAtStart, bytesInAll } from './bundles.ts';

/** `npm run package [-- --stage prod]`: the functions' bundles in `dist/`, then their zips and the CloudFormation. */
rmSync('dist', { recursive: true, force: true });
const kib = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;
for (const [name, metafile] of await bundleAll('dist')) {
  process.stdout.write(`${name}: ${kib(bytesAtStart(metafile))} at the start, ${kib(bytesInAll(metafile))} in all\n`);
}
const packaged = spawnSync('osls', ['package', '--package', 'dist/package', ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Nothing is asked over the network.
  env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
});
process.exitCode = packaged.status ?? 1;
