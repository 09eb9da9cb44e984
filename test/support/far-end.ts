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

export interface FarEndOptions {
  slack?: EmbeddedSlackOptions;
  services?: EmbeddedServicesOptions;
  /** More variables for the app. */
  environment?: Record<string, string> | ((services: EmbeddedServices) => Record<string, string>);
}

export interface FarEnd extends EmbeddedServices {
  slack: EmbeddedSlack;
  /** Where the app keeps what it stores; gone at the end. */
  database: string;
  /** The whole environment for the app. */
  appEnvironment: NodeJS.ProcessEnv;
  end(): Promise<void>;
}

/** Slack, AWS and SNS for an app in real mode: nothing of the sandbox's own wiring is used. */
export async function startFarEnd(options: FarEndOptions = {}): Promise<FarEnd> {
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
