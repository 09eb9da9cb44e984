import { readManifest } from 'slack-aws-sandbox';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lineCard } from '../../src/cards/surfaces/line-card.ts';
import { cardEntity } from '../../src/cards/surfaces/work-object.ts';
import { findMessage, isOwn, type OwnMetadata } from '../../src/posting/find-message.ts';
import { createMessageWriter, type MessageWriter } from '../../src/posting/message-writer.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { snapshot } from '../cards/example-incidents.ts';
import { silentLog } from '../support/silent-log.ts';

let slack: EmbeddedSlack;
let writer: MessageWriter;
beforeAll(async () => {
  slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false });
  writer = createMessageWriter(createWebClient(slack.botToken, slack.apiUrl), silentLog);
});
afterEach(() => slack.faults.clear());
afterAll(() => slack.close());

const entity = cardEntity(snapshot, 'https://console.aws.amazon.com/x');
const channel = ids.incidents;
let count = 0;

async function post() {
  count += 1;
  const metadata: OwnMetadata = { event_type: 'incident_card', event_payload: { arn: 'arn', key: `key ${count}` } };
  const posted = await writer.post(channel, { ...lineCard('Open'), entity }, metadata);
  const ts = 'ts' in posted ? posted.ts : '';
  return { ts, metadata, shown: () => slack.workspace.messages(channel).find((message) => message.ts === ts) };
}
const found = (metadata: OwnMetadata) =>
  findMessage(createWebClient(slack.botToken, slack.apiUrl), { channel, sinceMs: 0 }, isOwn(metadata));

describe('a message with a Work Object', () => {
  test('a message is posted and updated with its Work Object, and loses it with an update that has none', async () => {
    const { ts, metadata, shown } = await post();
    expect(shown()?.entities).toMatchObject([{ external_ref: { id: snapshot.record.arn.arn } }]);
    const newer = { ...entity, url: 'https://console.aws.amazon.com/y' };
    await writer.update(channel, ts, { ...lineCard('Still open'), entity: newer }, metadata);
    expect(shown()?.entities).toMatchObject([{ url: newer.url }]);
    await writer.update(channel, ts, lineCard('Withdrawn'), metadata);
    expect(shown()?.entities ?? []).toEqual([]);
    expect(await found(metadata)).toBe(ts);
  });

  test.each(['invalid_metadata_format', 'metadata_too_large', 'error_processing_metadata', 'invalid_metadata_of_2027'])(
    'a message whose Work Object Slack refuses (%s) is sent once more, without it',
    async (code) => {
      const before = slack.calls.count('chat.postMessage');
      slack.faults.add({ kind: 'refused', method: 'chat.postMessage', code, times: 1 });
      const { ts, metadata, shown } = await post();
      expect(slack.calls.count('chat.postMessage') - before).toBe(2);
      expect(shown()?.entities ?? []).toEqual([]);
      expect(await found(metadata)).toBe(ts);
      slack.faults.add({ kind: 'refused', method: 'chat.update', code, times: 1 });
      expect(await writer.update(channel, ts, { ...lineCard('Resolved'), entity }, metadata)).toBe('done');
      expect(shown()?.text).toBe('Resolved');
    },
  );

  test('a message that Slack sent without its metadata keeps the metadata by which it is found', async () => {
    const code = 'invalid_metadata_format';
    slack.faults.add({ kind: 'warned', method: 'chat.postMessage', code, times: 1 });
    const before = slack.calls.count('chat.postMessage');
    const { ts, metadata } = await post();
    expect(slack.calls.count('chat.postMessage') - before).toBe(1);
    expect(await found(metadata)).toBe(ts);
    slack.faults.add({ kind: 'warned', method: 'chat.update', code, times: 1 });
    await writer.update(channel, ts, { ...lineCard('Resolved'), entity }, metadata);
    expect(await found(metadata)).toBe(ts);
  });

  test('a message that Slack sent without its metadata is not posted again if the metadata cannot be restored', async () => {
    const code = 'invalid_metadata_format';
    slack.faults.add({ kind: 'warned', method: 'chat.postMessage', code, times: 1 });
    slack.faults.add({ kind: 'refused', method: 'chat.update', code, times: 1 });
    const before = slack.calls.count('chat.postMessage');
    const { ts, shown } = await post();
    expect(slack.calls.count('chat.postMessage') - before).toBe(1);
    expect(shown()?.ts).toBe(ts);
  });

  test('any other refusal is not repeated', async () => {
    slack.faults.add({ kind: 'refused', method: 'chat.postMessage', code: 'invalid_blocks' });
    const before = slack.calls.count('chat.postMessage');
    await expect(post()).rejects.toMatchObject({ code: 'slack_refused' });
    expect(slack.calls.count('chat.postMessage') - before).toBe(1);
  });
});
