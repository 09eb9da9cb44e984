import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type Running, run } from '../../src/run.ts';
import { type FarEnd, type FarEndOptions, startFarEnd } from '../support/far-end.ts';

export { startFarEnd };
export type AppOptions = FarEndOptions;

export interface AppUnderTest extends Omit<FarEnd, 'end'> {
  /** Root of the app's own HTTP server. */
  appUrl: string;
  stop(): Promise<void>;
}

/** The whole app in this process, by real HTTP against the embedded services. */
export async function startApp(options: FarEndOptions = {}): Promise<AppUnderTest> {
  const { end, ...far } = await startFarEnd(options);
  Object.assign(process.env, far.appEnvironment);
  const config = readConfig(far.appEnvironment);
  const running: Running = await run({
    config,
    environment: far.appEnvironment,
    log: createLog(config.logLevel),
    trustsCertificateUrl: (url) => url === far.sns.certificateUrl,
  });
  const appUrl = `http://127.0.0.1:${running.port}`;
  far.slack.setAppUrl(appUrl);
  return {
    ...far,
    appUrl,
    async stop() {
      await running.stop();
      await end();
    },
  };
}
