import { openDynamoStore } from '../../cloud/open-dynamodb.ts';
import { readConfig } from '../../config/config.ts';
import { takePlainLines } from '../../config/plain-lines.ts';
import { AppError } from '../../errors.ts';
import { createLog } from '../../log.ts';
import type { GetRoute } from '../http/server.ts';
import { createInstallFront } from '../oauth/install-front.ts';
import { withSecrets } from './secrets.ts';
import { createSignedCall } from './signed-call.ts';

/**
 * Opens the routes of an installation by OAuth in the function that Slack calls. It is bundled into a file of its own, which
 * only a request to one of these routes loads: what a signed request needs starts as quickly as without it.
 * @throws AppError `configuration`
 */
export async function openInstallRoutes(now: () => number): Promise<GetRoute> {
  const call = createSignedCall({ environment: process.env, now, timeoutMs: 3000 });
  const config = readConfig(await withSecrets(process.env, call));
  const log = createLog(config.logLevel);
  takePlainLines(log);
  const { slack, store: location } = config;
  const oauth = slack.mode === 'sandbox' ? undefined : slack.oauth;
  if (oauth === undefined) throw new AppError('configuration', 'SLACK_CLIENT_ID: found nothing');
  if (location.kind !== 'dynamodb') throw new AppError('configuration', 'STORE_URL: expected dynamodb:TABLE');
  return createInstallFront({ config, oauth, store: openDynamoStore(location.table, now), now, log });
}
