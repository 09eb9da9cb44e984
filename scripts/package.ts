import { spawnSync } from 'node:child_process';

/** `npm run package [-- --stage prod]`: the functions' zips and the CloudFormation in `dist/package`, offline. */
const packaged = spawnSync('osls', ['package', '--package', 'dist/package', ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Packaging makes no network requests.
  env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
});
if (packaged.error !== undefined) throw packaged.error;
process.exitCode = packaged.status ?? 1;
