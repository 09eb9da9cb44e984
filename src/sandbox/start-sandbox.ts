import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPanel } from './aws/panel.ts';
import { seedTopics } from './aws/seeds/seed-arns.ts';
import { startEmbeddedServices } from './embedded-services.ts';
import { createPageServer } from './page-server.ts';
import { createPanelRoutes } from './panel-routes.ts';
import { readManifest } from './read-manifest.ts';
import { createEmbeddedSlack } from './slack/embedded-slack.ts';

export interface Sandbox {
  /** What the app is told, by the same variables as in real life. */
  environment: Record<string, string>;
  /** Takes requests for the page and what it asks for; says whether it did. */
  page: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Whether messages of the embedded SNS may be verified by a certificate from there. */
  trustsCertificate: (url: string) => boolean;
  /** Tells the embedded services where the app is. */
  connect(appUrl: string): void;
  close(): Promise<void>;
}

/**
 * Starts everything that the app talks to, on this machine: a Slack workspace, Incident Manager, SNS. What the app
 * remembers goes into a file of its own and away with it, unless `STORE_URL` says otherwise.
 */
export async function startSandbox(given: NodeJS.ProcessEnv): Promise<Sandbox> {
  const [services, slack] = await Promise.all([
    startEmbeddedServices(),
    createEmbeddedSlack({ manifest: readManifest() }),
  ]);
  const { aws, sns } = services;
  const pageServer = createPageServer();
  const panel = createPanel(aws.incidents);
  const panelRoutes = createPanelRoutes(panel);
  const { ids } = slack.workspace;
  const folder = mkdtempSync(join(tmpdir(), 'incident-sandbox-'));
  aws.incidents.onChange(() => {
    panel.incidents().then(
      (incidents) => slack.tellPage({ type: 'incidents', incidents }),
      () => undefined,
    );
  });
  return {
    environment: {
      STORE_URL: `sqlite:${join(folder, 'incidents.db')}`,
      CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents},${seedTopics.chatUs}=${ids.incidents}`,
      INCIDENT_EDITORS: `${ids.ada},${ids.onCall}`,
      LOG_LEVEL: 'warn',
      // What the user set on purpose counts.
      ...Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1]))),
      ...services.environment,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
    },
    page: (request, response) =>
      pageServer.handle(request, response) || panelRoutes(request, response) || slack.pageHandler(request, response),
    trustsCertificate: (url) => url === sns.certificateUrl,
    connect(appUrl) {
      slack.setAppUrl(appUrl);
      for (const arn of [seedTopics.chat, seedTopics.chatUs]) {
        sns.subscribe(arn, `${appUrl}/notifications`);
      }
    },
    async close() {
      await slack.close();
      await services.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
