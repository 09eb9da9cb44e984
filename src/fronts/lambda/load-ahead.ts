import { setImmediate as nextTurn } from 'node:timers/promises';

/** What nearly every job needs, in the order in which it does. */
const modules: readonly (() => Promise<unknown>)[] = [
  () => import('../../slack/bolt/bolt-app.ts'),
  () => import('../../cloud/open-dynamodb.ts'),
  () => import('@aws-sdk/client-ssm-incidents'),
  () => import('@aws-sdk/client-ssm'),
];

/**
 * Loads modules while the first calls of a job wait for their answers, one in a turn of the event loop. A module that cannot
 * be loaded fails where it is used.
 */
export async function loadAhead(): Promise<void> {
  for (const load of modules) {
    await nextTurn();
    await load().catch(() => undefined);
  }
}
