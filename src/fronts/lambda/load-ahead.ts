import { setImmediate as nextTurn } from 'node:timers/promises';

type Load = () => Promise<unknown>;

const forSlackJobs: Load = () => import('../../slack/bolt/bolt-app.ts');
/** What nearly every job needs, in the order in which it does. */
const forAllJobs: readonly Load[] = [
  () => import('../../cloud/open-dynamodb.ts'),
  () => import('@aws-sdk/client-ssm-incidents'),
];

/**
 * Loads modules while the first calls of a job wait for their answers, one in a turn of the event loop. A module that cannot
 * be loaded fails where it is used.
 * @param hasSlackJob whether one of the jobs is a request of Slack's
 */
export async function loadAhead(hasSlackJob: boolean): Promise<void> {
  for (const load of [...(hasSlackJob ? [forSlackJobs] : []), ...forAllJobs]) {
    await nextTurn();
    await load().catch(() => undefined);
  }
}
