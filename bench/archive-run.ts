import { openArchiveFolder } from '../src/archive/archive-folder.ts';
import { createPacedCalls } from '../src/archive/paced-calls.ts';
import { createWholeReader } from '../src/archive/read-whole.ts';
import { runArchive } from '../src/archive/run-archive.ts';
import { createAccounts } from '../src/aws/accounts.ts';
import { createAwsClients } from '../src/aws/clients.ts';
import { createContactsCall } from '../src/aws/contacts-call.ts';
import { createIncidentsCall } from '../src/aws/incidents-call.ts';
import { createInRegions } from '../src/aws/regions.ts';

/** What this program tells the benchmark that started it. */
export interface ArchiveProgress {
  done: number;
  /** Live heap after a garbage collection, in bytes. */
  heap: number;
  rss: number;
}

/** Archives into the folder named by its argument, without pauses, and tells its memory each 500 incidents. */
const { gc } = globalThis;
const clients = createAwsClients();
const inRegions = createInRegions(['eu-west-1'], Date.now);
const accounts = createAccounts(undefined, clients, inRegions, Date.now);
const report = await runArchive({
  folder: await openArchiveFolder(process.argv[2] ?? ''),
  reader: createWholeReader({
    callIncidents: createIncidentsCall(clients, process.env),
    callContacts: createContactsCall(clients, process.env),
    accounts,
    inRegions,
    paced: createPacedCalls({
      rate: () => Number.POSITIVE_INFINITY,
      now: Date.now,
      sleep: async () => undefined,
      random: Math.random,
    }),
    now: Date.now,
  }),
  accounts: await accounts.all(),
  now: Date.now,
  onProgress(done) {
    if (done % 500 !== 0 || done === 0) return;
    gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    process.send?.({ done, heap: heapUsed, rss } satisfies ArchiveProgress);
  },
});
clients.close();
gc?.();
const { heapUsed, rss } = process.memoryUsage();
process.send?.({ done: report.incidents, heap: heapUsed, rss } satisfies ArchiveProgress);
if (report.problems.length > 0) throw new Error(report.problems.join('\n'));
process.disconnect?.();
