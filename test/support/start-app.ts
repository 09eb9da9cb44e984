import { readConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/log.ts';
import { type Running, run } from '../../src/run.ts';
import { type Backends, type BackendsOptions, startBackends } from './backends.ts';

/** Outside of Vitest, as in a benchmark, the app keeps the machine's clock. */
const { startLeapingClock } =
  process.env.VITEST === undefined ? { startLeapingClock: () => () => undefined } : await import('./leaping-clock.ts');

export interface AppUnderTest extends Omit<Backends, 'end'> {
  /** Base URL of the app's HTTP server. */
  appUrl: string;
  /** URL of its metrics, with `METRICS_PORT`. */
  metricsUrl: string;
  stop(): Promise<void>;
}

export interface StartOptions extends BackendsOptions {
  /** Whether waiting takes its time: the driver of a browser has timers of its own, over which the clock may not leap. */
  withoutLeaps?: boolean;
}

/** Runs the whole app in this process, over real HTTP against the embedded services. */
export async function startApp({ withoutLeaps = false, ...options }: StartOptions = {}): Promise<AppUnderTest> {
  const stopLeaping = withoutLeaps ? () => undefined : startLeapingClock();
  const { end, ...backends } = await startBackends(options);
  Object.assign(process.env, backends.appEnvironment);
  const config = readConfig(backends.appEnvironment);
  const running: Running = await run({
    config,
    environment: backends.appEnvironment,
    log: createLog(config.logLevel),
    trustsCertificateUrl: (url) => url === backends.sns.certificateUrl,
  });
  const appUrl = `http://127.0.0.1:${running.port}`;
  backends.slack.setAppUrl(appUrl);
  return {
    ...backends,
    appUrl,
    metricsUrl: `http://127.0.0.1:${running.metricsPort}/metrics`,
    async stop() {
      await running.stop();
      await end();
      stopLeaping();
    },
  };
}
