import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedServices,
  type EmbeddedServicesOptions,
  readManifest,
  startEmbeddedServices,
} from 'slack-aws-sandbox';
import { createEmbeddedSlack, type EmbeddedSlack, type EmbeddedSlackOptions } from 'slack-aws-sandbox/slack';

export interface BackendsOptions {
  slack?: EmbeddedSlackOptions;
  services?: EmbeddedServicesOptions;
  /** Environment variables for the app, in addition to those that `startBackends` sets. */
  environment?: Record<string, string> | ((services: EmbeddedServices) => Record<string, string>);
}

export interface Backends extends EmbeddedServices {
  slack: EmbeddedSlack;
  /** Path of the app's SQLite file. `end` deletes it. */
  database: string;
  /** The app's complete environment. */
  appEnvironment: NodeJS.ProcessEnv;
  end(): Promise<void>;
}

/** Starts an embedded Slack, AWS and SNS for an app that runs as in production, without the sandbox's wiring. */
export async function startBackends(options: BackendsOptions = {}): Promise<Backends> {
  const services = await startEmbeddedServices({ retryDelaysMs: [100, 200, 400], ...options.services });
  const slack = await createEmbeddedSlack({
    manifest: readManifest('manifest.yml'),
    rateLimits: false,
    ...options.slack,
  });
  const folder = mkdtempSync(join(tmpdir(), 'incident-test-'));
  const database = join(folder, 'incidents.db');
  const appEnvironment: NodeJS.ProcessEnv = {
    ...services.environment,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    STORE_URL: `sqlite:${database}`,
    PORT: '0',
    LOG_LEVEL: 'error',
    ...(typeof options.environment === 'function' ? options.environment(services) : options.environment),
  };
  return {
    ...services,
    slack,
    database,
    appEnvironment,
    async end() {
      await slack.close();
      await services.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
