import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpFront } from '../src/fronts/http/server.ts';
import { createSlackFront } from '../src/fronts/http/slack-front.ts';
import { createLog } from '../src/log.ts';
import { openSqliteDatabase } from '../src/sqlite/database.ts';
import { createSqliteQueue } from '../src/sqlite/queue.ts';
import { announce } from './announce.ts';
import { signingSecret } from './signed-commands.ts';

/** The app's Slack front in its own process: verifies, stores each job in a SQLite file, answers. */
const folder = mkdtempSync(join(tmpdir(), 'incident-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const database = openSqliteDatabase(join(folder, 'jobs.db'));
const queue = createSqliteQueue(database, { now: Date.now });
const log = createLog('error');
const server = createHttpFront({
  slack: createSlackFront({ signingSecret, queue, now: Date.now, log }),
  health: async () => ({ status: 200, body: await queue.stats() }),
  log,
});
announce(server);
