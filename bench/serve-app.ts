import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readConfig } from '../src/config/config.ts';
import { createLog } from '../src/log.ts';
import { run } from '../src/run.ts';

/** The whole app in its own process. It trusts the embedded SNS's certificate, whose URL is `BENCH_CERTIFICATE`. */
const running = await run({
  config: readConfig(process.env),
  environment: process.env,
  log: createLog('error'),
  trustsCertificateUrl: (url) => url === process.env.BENCH_CERTIFICATE,
});
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
// Answers a message with its memory after a garbage collection, in bytes.
process.on('message', () => {
  const { rss } = process.memoryUsage();
  collectGarbage();
  process.send?.({ rss, heap: process.memoryUsage().heapUsed });
});
process.on('disconnect', () => process.exit(0));
process.send?.(running.port);
