import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openArchiveFolder } from './archive/archive-folder.ts';
import { archiveRate, createPacedCalls } from './archive/paced-calls.ts';
import { progressLine } from './archive/progress-line.ts';
import { createWholeReader } from './archive/read-whole.ts';
import { runArchive } from './archive/run-archive.ts';
import { createAccounts } from './aws/accounts.ts';
import { createAwsClients } from './aws/clients.ts';
import { createContactsCall } from './aws/contacts-call.ts';
import { createIncidentsCall } from './aws/incidents-call.ts';
import { createInRegions, ownRegion } from './aws/regions.ts';
import { readConfig } from './config/config.ts';
import { tidyForSdk } from './config/environment.ts';
import { AppError } from './errors.ts';

const usage = 'Usage: npm run archive -- --out FOLDER [--since 2026-01-31]';
/** The interval at which progress is printed, in milliseconds. */
const tellEveryMs = 5000;
const now = Date.now;

/** `npm run archive`: exit code 0 when every incident is archived and verified, 1 when something is missing. */
async function main(): Promise<void> {
  const { out, sinceMs } = readArguments();
  if (existsSync('.env')) process.loadEnvFile('.env');
  tidyForSdk(process.env);
  // Slack's secrets are of no use here, and may be the names of parameters.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SLACK_')));
  const config = readConfig(environment);
  const regions = config.regions.length > 0 ? config.regions : [await ownRegion()];
  const clients = createAwsClients();
  const inRegions = createInRegions(regions, now);
  const accounts = createAccounts(config.accounts, clients, inRegions, now);
  const reader = createWholeReader({
    callIncidents: createIncidentsCall(clients, environment),
    callContacts: createContactsCall(clients, environment),
    accounts,
    inRegions,
    paced: createPacedCalls({ rate: archiveRate, now, sleep: (ms) => sleep(ms), random: Math.random }),
    now,
  });
  process.once('SIGINT', () => {
    tell('Stopped. The same command goes on from here.');
    process.exit(130);
  });
  const begunMs = now();
  let toldMs = 0;
  const report = await runArchive({
    folder: await openArchiveFolder(out),
    reader,
    accounts: await accounts.all(),
    ...(sinceMs !== undefined && { sinceMs }),
    now,
    onProgress(done, total, before) {
      if (now() - toldMs < tellEveryMs && done < total) return;
      toldMs = now();
      tell(progressLine({ done, total, before, elapsedMs: now() - begunMs }));
    },
  });
  clients.close();
  const count = (value: number) => value.toLocaleString('en');
  for (const problem of report.problems) tell(problem);
  if (report.problems.length > 0) {
    tell('The archive is not whole. The same command tries again.');
    process.exitCode = 1;
    return;
  }
  process.stdout.write(
    `${count(report.incidents)} incidents with ${count(report.events)} timeline events, ${count(report.files)} files verified. Open ${out}/index.html.\n`,
  );
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

function readArguments(): { out: string; sinceMs?: number } {
  const options = { out: { type: 'string' }, since: { type: 'string' } } as const;
  const { out, since } = parsed();
  if (!out) throw new AppError('invalid_request', usage);
  if (since === undefined) return { out };
  const sinceMs = /^\d{4}-\d{2}-\d{2}$/.test(since) ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(sinceMs)) {
    throw new AppError('invalid_request', `--since: found ${JSON.stringify(since)}, expected a day like 2026-01-31`);
  }
  return { out, sinceMs };

  function parsed() {
    try {
      return parseArgs({ options }).values;
    } catch (error) {
      throw new AppError('invalid_request', `${(error as Error).message.split('. ')[0]}. ${usage}`, { cause: error });
    }
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof AppError)) throw error;
  tell(error.message);
  process.exitCode = 1;
});
