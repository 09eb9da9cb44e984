import { version } from '../version.ts';
import { checkAccounts } from './check-accounts.ts';
import { checkCardLinks } from './check-card-links.ts';
import { checkContacts } from './check-contacts.ts';
import { checkQueues } from './check-queue.ts';
import { checkSlack } from './check-slack.ts';
import { checkStore } from './check-table.ts';
import { checkTopics } from './check-topics.ts';
import { type CheckContext, type Finding, ok } from './finding.ts';

/** Compares a configuration with the services it names. Only reads: nothing is changed anywhere. */
export async function runChecks(examined: CheckContext): Promise<Finding[]> {
  const findings = await Promise.all([
    checkSlack(examined),
    checkAccounts(examined),
    checkCardLinks(examined),
    checkContacts(examined),
    checkTopics(examined),
    checkQueues(examined),
    checkStore(examined),
  ]);
  return [ok(`Version ${version}`, 'the app that ran these checks'), ...findings.flat()];
}
