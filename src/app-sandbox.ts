import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandHelp } from './actions/actions.ts';
import { AppError } from './errors.ts';

const manifestFile = fileURLToPath(new URL('../manifest.yml', import.meta.url));

export interface AppSandbox {
  /** The app's configuration, by the same variables as in production. */
  environment: Record<string, string>;
  /** Takes requests for the page and for what it asks; returns whether it did. */
  page: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Whether messages of the embedded SNS may be verified by a certificate from there. */
  trustsCertificate: (url: string) => boolean;
  /** Tells the embedded services the address the app listens on. */
  connect(appUrl: string): void;
  close(): Promise<void>;
}

/**
 * Starts the sandbox and says how the app reaches it. What the app stores goes into a temporary file and is deleted with
 * it, unless `STORE_URL` says otherwise. The package is loaded only here: the container and the Lambda bundles lack it.
 *
 * @throws AppError `configuration` when the package is not installed.
 */
export async function startAppSandbox(given: NodeJS.ProcessEnv): Promise<AppSandbox> {
  const { startSandbox, slack, aws } = await loadSandbox();
  const sandbox = await startSandbox({ manifestFile, help: { '/incident': commandHelp } });
  const { incidents, ada, onCall, paymentsOnCall } = slack.ids;
  const { chat, chatUs } = aws.seedTopics;
  const folder = mkdtempSync(join(tmpdir(), 'incident-sandbox-'));
  return {
    environment: {
      STORE_URL: `sqlite:${join(folder, 'incidents.db')}`,
      CHAT_TOPICS: `${chat}=${incidents},${chatUs}=${incidents}`,
      INCIDENT_EDITORS: `${ada},${onCall}`,
      DEVOPS_AGENT_SPACE: `${aws.seedAgentSpace.region}/${aws.seedAgentSpace.id}`,
      ON_CALL_GROUPS: `payments-rotation=${paymentsOnCall}`,
      LOG_LEVEL: 'warn',
      // What was set on purpose counts.
      ...Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1]))),
      ...sandbox.environment,
      SLACK_API_URL: sandbox.slack.apiUrl,
      SLACK_BOT_TOKEN: sandbox.slack.botToken,
      SLACK_SIGNING_SECRET: sandbox.slack.signingSecret,
    },
    page: sandbox.page,
    trustsCertificate: (url) => url === sandbox.sns.certificateUrl,
    connect(appUrl) {
      sandbox.slack.setAppUrl(appUrl);
      for (const source of ['aws.ssm', 'aws.aidevops']) sandbox.forwardEvents(source, chat);
      for (const topic of [chat, chatUs]) sandbox.sns.subscribe(topic, `${appUrl}/notifications`);
    },
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function loadSandbox() {
  try {
    const [{ startSandbox }, slack, aws] = await Promise.all([
      import('slack-aws-sandbox'),
      import('slack-aws-sandbox/slack'),
      import('slack-aws-sandbox/aws'),
    ]);
    return { startSandbox, slack, aws };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes("'slack-aws-sandbox'")) throw cause;
    throw new AppError(
      'configuration',
      'SLACK_BOT_TOKEN: found nothing, expected a bot token that starts with xoxb- (the sandbox is not installed here)',
    );
  }
}
