import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { manifestVariant } from './manifest-variant.ts';

const usage = `npm run manifest -- --socket | --http URL | --oauth URL
  --socket    connects by Socket Mode; no public address is needed
  --http URL  Slack sends requests to URL/slack/events, such as --http https://incidents.example.com
  --oauth URL the same for several workspaces or an organisation: people install the app at URL/slack/install`;

try {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { socket: { type: 'boolean' }, http: text, oauth: text } });
  if (Object.keys(values).length !== 1) throw new Error('Give one of --socket, --http URL and --oauth URL.');
  const manifest = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
  process.stdout.write(manifestVariant(manifest, values.http ?? values.oauth, { oauth: values.oauth !== undefined }));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${usage}\n`);
  process.exitCode = 2;
}
