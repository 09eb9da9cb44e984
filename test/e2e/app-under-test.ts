import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServices, readManifest, startEmbeddedServices } from 'slack-aws-sandbox';
import { createEmbeddedSlack, type EmbeddedSlack, type EmbeddedSlackOptions } from 'slack-aws-sandbox/slack';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type Running, run } from '../../src/run.ts';

export interface AppUnderTest extends EmbeddedServices {
  slack: EmbeddedSlack;
  /** Root of the app's own HTTP server. */
  appUrl: string;
  /** The whole environment the app was given. */
  appEnvironment: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export interface AppOptions {
  slack?: EmbeddedSlackOptions;
  /** More variables for the app. */
  environment?: Record<string, string> | ((services: EmbeddedServices) => Record<string, string>);
}

/** Embedded services for an app in real mode: nothing of the sandbox's own wiring is used. */
export async function startFarEnd(options: AppOptions = {}) {
  const services = await startEmbeddedServices({ retryDelaysMs: [100, 200, 400] });
  const slack = await createEmbeddedSlack({
    manifest: readManifest('manifest.yml'),
    rateLimits: false,
    ...options.slack,
  });
  const folder = mkdtempSync(join(tmpdir(), 'incident-test-'));
  const appEnvironment: NodeJS.ProcessEnv = {
    ...services.environment,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    STORE_URL: `sqlite:${join(folder, 'incidents.db')}`,
    PORT: '0',
    LOG_LEVEL: 'error',
    ...(typeof options.environment === 'function' ? options.environment(services) : options.environment),
  };
  return {
    ...services,
    slack,
    appEnvironment,
    async end() {
      await slack.close();
      await services.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The whole app in this process, by real HTTP against the embedded services. */
export async function startApp(options: AppOptions = {}): Promise<AppUnderTest> {
  const far = await startFarEnd(options);
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
      await far.end();
    },
  };
}
