import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestVariant } from '../scripts/manifest-variant.ts';

interface Manifest {
  features: { rich_previews?: object; unfurl_domains: string[]; slash_commands: { command: string }[] };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[] } };
}

const text = readFileSync('manifest.yml', 'utf8');
const manifest = parse(text) as Manifest;
/** Copies of Slack's published schemas, if there are any: https://github.com/slackapi/manifest-schema */
const schemaFiles = (process.env.MANIFEST_SCHEMA ?? '').split(',').filter(existsSync);
const address = 'https://incidents.example.com';
const variants = {
  'manifest.yml': text,
  'the variant for HTTP': manifestVariant(text, address),
  'the variant for OAuth': manifestVariant(text, address, { oauth: true }),
  'the variant for OAuth and Socket Mode': manifestVariant(text, address, { oauth: true, socket: true }),
};

describe('manifest.yml', () => {
  for (const file of schemaFiles) {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(file, 'utf8')));

    test.each(Object.entries(variants))(`%s is valid by the published schema ${basename(file)}`, (_, variant) => {
      const { features, ...rest } = parse(variant) as Manifest;
      const { rich_previews, ...known } = features;
      // Documented, but newer than the schemas.
      expect(rich_previews).toEqual({ is_active: true, entity_types: ['slack#/entities/incident'] });
      validate({ ...rest, features: known });
      expect(validate.errors ?? []).toEqual([]);
    });
  }

  test('every scope and event says what needs it', () => {
    const listed = [...manifest.oauth_config.scopes.bot, ...manifest.settings.event_subscriptions.bot_events];
    for (const name of listed) expect(text).toMatch(new RegExp(`- ${name.replace('.', '\\.')} # \\S`));
  });

  test('the command and the console’s domains are there', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/incident']);
    expect(manifest.features.unfurl_domains).toEqual([
      'console.aws.amazon.com',
      'console.amazonaws-us-gov.com',
      'console.amazonaws.cn',
    ]);
  });
});

describe('the manifest for HTTP', () => {
  const events = 'https://incidents.example.com/slack/events';

  test.each(['https://incidents.example.com', 'https://incidents.example.com/', events])(
    '%s is the address of commands, events and clicks; all else is unchanged',
    (url) => {
      const { features, settings, ...rest } = parse(manifestVariant(text, url)) as Manifest;
      const {
        settings: { event_subscriptions, ...others },
        features: { slash_commands, ...surfaces },
        ...same
      } = manifest;
      expect(rest).toEqual(same);
      expect(features).toEqual({ ...surfaces, slash_commands: [{ ...slash_commands[0], url: events }] });
      expect(settings).toEqual({
        ...others,
        event_subscriptions: { ...event_subscriptions, request_url: events },
        interactivity: { is_enabled: true, request_url: events },
        socket_mode_enabled: false,
      });
    },
  );

  test('scopes and events keep their comments', () => {
    const comments = (of: string) => of.match(/#.*/g);
    expect(comments(manifestVariant(text, events))).toEqual(comments(text));
  });

  test.each(['http://incidents.example.com', 'incidents.example.com', 'https://a.example?b=c', ''])(
    '%s is refused with what is expected',
    (url) => {
      expect(() => manifestVariant(text, url)).toThrow(/^--http .*: expected the app's https URL/);
    },
  );
});

test('the manifest for OAuth has the redirect URL, the organisation, and the events about installations', () => {
  const url = 'https://incidents.example.com';
  const { oauth_config, settings, ...rest } = parse(manifestVariant(text, url, { oauth: true })) as Manifest;
  const http = parse(manifestVariant(text, url)) as Manifest;
  expect(oauth_config).toEqual({ ...http.oauth_config, redirect_urls: [`${url}/slack/oauth_redirect`] });
  const { event_subscriptions: events, ...others } = http.settings;
  const bot_events = [...events.bot_events, 'tokens_revoked', 'team_access_granted', 'team_access_revoked'];
  expect(settings).toEqual({ ...others, org_deploy_enabled: true, event_subscriptions: { ...events, bot_events } });
  expect({ ...rest, oauth_config: http.oauth_config, settings: http.settings }).toEqual(http);
  const bySocket = parse(manifestVariant(text, url, { oauth: true, socket: true })) as Manifest;
  const socket_mode_enabled = true;
  expect(bySocket).toEqual({
    ...manifest,
    oauth_config,
    settings: {
      ...manifest.settings,
      event_subscriptions: { bot_events },
      org_deploy_enabled: true,
      socket_mode_enabled,
    },
  });
});
