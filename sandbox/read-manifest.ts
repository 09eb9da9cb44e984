import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { AppManifest, Shortcut, SlashCommand } from './slack/options.ts';

interface ManifestFile {
  features: {
    bot_user: { display_name: string };
    slash_commands: SlashCommand[];
    shortcuts?: Shortcut[];
    unfurl_domains: string[];
  };
  display_information: { name: string };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[] } };
}

/** Reads the manifest of the real Slack app for the embedded one: what it does not grant does not work here either. */
export function readManifest(file: string): AppManifest {
  const { display_information, features, oauth_config, settings } = parse(readFileSync(file, 'utf8')) as ManifestFile;
  return {
    name: display_information.name,
    botName: features.bot_user.display_name,
    slashCommands: features.slash_commands,
    shortcuts: features.shortcuts ?? [],
    unfurlDomains: features.unfurl_domains,
    botEvents: settings.event_subscriptions.bot_events,
    scopes: oauth_config.scopes.bot,
  };
}
