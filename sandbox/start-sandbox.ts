import type { IncomingMessage, ServerResponse } from 'node:http';
import { createPanel } from './aws/panel.ts';
import { type EmbeddedServices, startEmbeddedServices } from './embedded-services.ts';
import { createPageServer } from './page-server.ts';
import { createPanelRoutes } from './panel-routes.ts';
import { readManifest } from './read-manifest.ts';
import { createEmbeddedSlack, type EmbeddedSlack } from './slack/embedded-slack.ts';
import type { CommandHelp } from './slack/options.ts';

export interface SandboxOptions {
  /** The app's `manifest.yml`: what it does not grant does not work here either. */
  manifestFile: string;
  /** The slash commands that the app's help lists, by command (`/incident`). Default: the hints of the manifest. */
  help?: Readonly<Record<string, readonly CommandHelp[]>>;
}

export interface Sandbox extends EmbeddedServices {
  slack: EmbeddedSlack;
  /** Handles requests for the page and its API; returns whether it did. Mount it on the app's own HTTP server. */
  page(request: IncomingMessage, response: ServerResponse): boolean;
}

/**
 * Starts everything that an app connects to, on this machine: a Slack workspace, Incident Manager, SNS, SQS and the
 * page.
 */
export async function startSandbox({ manifestFile, help = {} }: SandboxOptions): Promise<Sandbox> {
  const manifest = readManifest(manifestFile);
  const slashCommands = manifest.slashCommands.map((each) => ({ ...each, help: help[each.command] ?? each.help }));
  const [services, slack] = await Promise.all([
    startEmbeddedServices(),
    createEmbeddedSlack({ manifest: { ...manifest, slashCommands } }),
  ]);
  const { incidents, contacts } = services.aws;
  const pageServer = createPageServer();
  const panel = createPanel(incidents, contacts);
  const panelRoutes = createPanelRoutes(panel);
  const updatePanel = () => {
    panel.incidents().then(
      (shown) => slack.sendToPage({ type: 'incidents', incidents: shown }),
      () => undefined,
    );
  };
  incidents.onChange(updatePanel);
  contacts.onPage(updatePanel);
  return {
    ...services,
    slack,
    page: (request, response) =>
      pageServer.handle(request, response) || panelRoutes(request, response) || slack.pageHandler(request, response),
    async close() {
      await slack.close();
      await services.close();
    },
  };
}
