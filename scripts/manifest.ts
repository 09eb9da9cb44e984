import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { manifestVariant } from './manifest-variant.ts';

const usage = `npm run manifest -- --socket | --http URL | [--socket] --oauth URL
  --socket    connects by Socket Mode; no public address is needed
  --http URL  Slack sends requests to URL/slack/events, such as --http https://incidents.example.com
  --oauth URL the same for several workspaces or an organisation: people install the app at URL/slack/install;
              with --socket all else comes by Socket Mode`;

try {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { socket: { type: 'boolean' }, http: text, oauth: text } });
  const { socket = false, http, oauth } = values;
  if ([socket && oauth === undefined, http, oauth].filter(Boolean).length !== 1 || (socket && http !== undefined))
    throw new Error('Give one of --socket, --http URL and --oauth URL, or --socket with --oauth URL.');
  const manifest = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');
  process.stdout.write(manifestVariant(manifest, http ?? oauth, { oauth: oauth !== undefined, socket }));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${usage}\n`);
  process.exitCode = 2;
}
