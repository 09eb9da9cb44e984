import { readConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log.ts';
import { run } from '../../src/run.ts';

// Starts the app like src/main.ts, except for the one thing that no variable can set: it trusts the certificate of the
// embedded SNS.
const config = readConfig(process.env);
const running = await run({
  config,
  environment: process.env,
  log: createLog(config.logLevel),
  trustsCertificateUrl: (url) => url === process.env.CHAOS_CERTIFICATE,
});
process.stdout.write(`Listening on http://localhost:${running.port}\n`);
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
