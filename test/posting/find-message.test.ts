import { readManifest } from 'slack-aws-sandbox';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMessage, isOwn, type OwnMetadata } from '../../src/posting/find-message.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { silentLog } from '../support/silent-log.ts';

let slack: EmbeddedSlack;
beforeAll(async () => {
  slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml') });
});
afterAll(() => slack.close());

test.each([
  ['right', 0],
  ['five minutes ahead of Slack’s, the most that Slack tolerates', 300_000],
  ['five minutes behind', -300_000],
])('a message is found when the app’s clock is %s', async (_, wrongMs) => {
  const client = createWebClient(slack.botToken, slack.apiUrl);
  const metadata: OwnMetadata = { event_type: 'incident_card', event_payload: { arn: 'arn', key: `key ${wrongMs}` } };
  const sinceMs = Date.now() + wrongMs;
  const posted = await createMessageWriter(client, silentLog).post(
    ids.incidents,
    { text: 'x' as never, blocks: [] },
    metadata,
  );
  expect(posted).toHaveProperty('ts');
  expect(await findMessage(client, { channel: ids.incidents, sinceMs }, isOwn(metadata))).toBe(
    'ts' in posted ? posted.ts : '',
  );
});
