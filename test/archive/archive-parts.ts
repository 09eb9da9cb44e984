import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchiveFolder } from '../../src/archive/archive-folder.ts';
import { createPacedCalls } from '../../src/archive/paced-calls.ts';
import { createWholeReader } from '../../src/archive/read-whole.ts';
import { runArchive } from '../../src/archive/run-archive.ts';
import { createAccounts } from '../../src/aws/accounts.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createContactsCall } from '../../src/aws/contacts-call.ts';
import { createIncidentsCall } from '../../src/aws/incidents-call.ts';
import { createInRegions } from '../../src/aws/regions.ts';

export interface ArchiveRun {
  sinceMs?: number;
  regions?: string[];
  accounts?: ReadonlyMap<string, string | undefined>;
  onProgress?: (done: number, total: number, before: number) => void;
}

/** Archives what is at `url` without pauses, as fast as it answers. */
export async function archiveAll(url: string, out: string, given: ArchiveRun = {}) {
  const { sinceMs, accounts, onProgress, regions = ['eu-west-1', 'us-east-1'] } = given;
  const environment = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  Object.assign(process.env, environment);
  const clients = createAwsClients();
  const inRegions = createInRegions(regions, Date.now);
  const allowed = createAccounts(accounts, clients, inRegions, Date.now);
  const none = async () => undefined;
  const reader = createWholeReader({
    callIncidents: createIncidentsCall(clients, environment),
    callContacts: createContactsCall(clients, environment),
    accounts: allowed,
    inRegions,
    paced: createPacedCalls({ rate: () => Number.POSITIVE_INFINITY, now: Date.now, sleep: none, random: () => 0.5 }),
    now: Date.now,
  });
  try {
    return await runArchive({
      folder: await openArchiveFolder(out),
      reader,
      accounts: await allowed.all(),
      ...(sinceMs !== undefined && { sinceMs }),
      now: Date.now,
      onProgress: onProgress ?? (() => undefined),
    });
  } finally {
    clients.close();
  }
}

/** A folder that is gone at the end. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'incident-archive-'));
  return { at: (name: string) => join(folder, name), remove: () => rmSync(folder, { recursive: true }) };
}
