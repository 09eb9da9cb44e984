import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFromInside } from '../../src/slack/from-inside.ts';
import { createWebClient } from '../../src/web-api/client.ts';

let slack: EmbeddedSlack;
beforeAll(async () => {
  slack = await createEmbeddedSlack();
});
afterAll(() => slack.close());

test.each([
  ['a member', ids.ada, true],
  ['a guest', ids.guest, false],
  ['somebody of another organisation', ids.stranger, false],
  ['nobody that Slack knows', 'U0NOBODY', false],
])('%s', async (_, user, inside) => {
  expect(await isFromInside(createWebClient(slack.botToken, slack.apiUrl), user)).toBe(inside);
});

test('where Slack does not answer, nobody is let in and it is asked again', async () => {
  slack.faults.add({ kind: 'unavailable', method: 'users.info', times: 1 });
  const client = createWebClient(slack.botToken, slack.apiUrl);
  await expect(isFromInside(client, ids.ada)).rejects.toMatchObject({ code: 'slack_unavailable' });
});
