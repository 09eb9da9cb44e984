import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { run } from '../src/run.ts';

/** The whole app, alone in its process. It trusts the certificate of the embedded SNS that `BENCH_CERTIFICATE` names. */
const running = await run({
  config: readConfig(process.env),
  environment: process.env,
  log: createLog('error'),
  trustsCertificateUrl: (url) => url === process.env.BENCH_CERTIFICATE,
});
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
// Asked for its memory, it answers what is left when the garbage is gone, in bytes.
process.on('message', () => {
  const { rss } = process.memoryUsage();
  collectGarbage();
  process.send?.({ rss, heap: process.memoryUsage().heapUsed });
});
process.on('disconnect', () => process.exit(0));
process.send?.(running.port);
