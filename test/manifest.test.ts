import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Manifest {
  features: { rich_previews?: object; unfurl_domains: string[]; slash_commands: { command: string }[] };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[] } };
}

const text = readFileSync('manifest.yml', 'utf8');
const manifest = parse(text) as Manifest;
/** Slack's published schema, where somebody has it: https://github.com/slackapi/manifest-schema */
const schemaFile = process.env.MANIFEST_SCHEMA ?? '';

describe('manifest.yml', () => {
  if (existsSync(schemaFile)) {
    test('is valid by the published schema', () => {
      const { rich_previews, ...features } = manifest.features;
      // Documented, but newer than the schema.
      expect(rich_previews).toEqual({ is_active: true, entity_types: ['slack#/entities/incident'] });
      const validate = new Ajv({ strict: false, validateFormats: false }).compile(
        JSON.parse(readFileSync(schemaFile, 'utf8')),
      );
      validate({ ...manifest, features });
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
