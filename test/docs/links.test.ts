import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/config.ts';
import { parseHcl } from '../deploy/parse-hcl.ts';
import { documents } from './documents.ts';

describe.each(documents)('$file', ({ file, links, fences, text }) => {
  test('its links lead somewhere', () => {
    const local = links.filter((link) => !/^https?:/.test(link));
    const broken = local.filter((link) => {
      const [path = '', anchor] = link.split('#', 2);
      const target = path === '' ? file : join(dirname(file), path);
      if (!existsSync(target)) return true;
      if (anchor === undefined) return false;
      return documents.find((document) => document.file === target)?.anchors.has(anchor) !== true;
    });
    expect(broken).toEqual([]);
    expect(links.filter((link) => link.startsWith('http:'))).toEqual([]);
  });

  test('every block of code says its language, and reads in it', async () => {
    for (const { language, text: code, line } of fences) {
      const at = `line ${line}`;
      if (language === 'json') expect(() => JSON.parse(code), at).not.toThrow();
      else if (language === 'yaml') expect(() => parse(code), at).not.toThrow();
      else if (language === 'ini') expect(wrongSettings(code), at).toEqual('');
      else if (language === 'hcl') await expect(parseHcl(file, code), at).resolves.toBeDefined();
      else if (language === '') expect(code, at).toMatch(/^(https:\/\/|\/incident )/);
      else expect(['sh', 'text'], at).toContain(language);
    }
  });

  test('has one title', () => {
    const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
    expect(prose.match(/^# /gm)).toHaveLength(1);
  });
});

/** What the app says about settings that a document shows; placeholders filled. */
function wrongSettings(code: string): string {
  const { ALARM_TOPIC: _alarms, ...settings } = parseEnv(code.replaceAll('…', '0'));
  const known = readFileSync('docs/configuration.md', 'utf8');
  const unknown = Object.keys(settings).filter((name) => !known.includes(`\`${name}\``));
  if (unknown.length > 0) return `${unknown.join()} is no variable of the app`;
  try {
    readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'shhhhhhh', ...settings });
    return '';
  } catch (error) {
    return String(error);
  }
}
