import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { manifestVariant } from './manifest-variant.ts';

const usage = `npm run manifest -- --socket | --http URL
  --socket    connects by Socket Mode; no public address is needed
  --http URL  Slack sends requests to URL/slack/events, such as --http https://incidents.example.com`;

try {
  const { values } = parseArgs({ options: { socket: { type: 'boolean' }, http: { type: 'string' } } });
  if ((values.http === undefined) === (values.socket !== true)) throw new Error('Give either --socket or --http URL.');
  const manifest = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
  process.stdout.write(manifestVariant(manifest, values.http));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${usage}\n`);
  process.exitCode = 2;
}
