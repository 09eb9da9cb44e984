import type { SQSBatchResponse } from 'aws-lambda';
import { readManifest } from 'slack-aws-sandbox';
import { seedIncidents, seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedWorkspaces, type EmbeddedWorkspaces, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { followRedirect, keys, openInstallPage, publicUrl } from '../support/install-pages.ts';
import { type BuiltFunctions, buildFunctions } from './built-functions.ts';
import { serveFunctionUrl } from './function-url.ts';
import { functionUrlEvent, slackRequest, version1Event } from './http-events.ts';
import { type LambdaBackends, startLambdaBackends } from './lambda-backends.ts';

let functions: BuiltFunctions;
let backends: LambdaBackends;
let spaces: EmbeddedWorkspaces;
let door: Awaited<ReturnType<typeof serveFunctionUrl>>;
let worker: ReturnType<BuiltFunctions['start']>;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  [functions, backends] = await Promise.all([buildFunctions(), startLambdaBackends()]);
  const manifest = readManifest('manifest.yml');
  spaces = await createEmbeddedWorkspaces({ workspaces: ['N', 'S'], organisation: [], manifest, rateLimits: false });
  const [north, south] = spaces.workspaces;
  environment = {
    ...backends.environment,
    SLACK_API_URL: spaces.apiUrl,
    SLACK_SIGNING_SECRET: spaces.signingSecret,
    SLACK_CLIENT_ID: spaces.clientId,
    SLACK_CLIENT_SECRET: spaces.clientSecret,
    SLACK_STATE_SECRET: 'state-secret-state-secret',
    INSTALLATION_KEYS: keys,
    INSTALL_TEAMS: `${north?.id},${south?.id}`,
    PUBLIC_URL: publicUrl,
    CHAT_TOPICS: `${seedTopics.chat}=${north?.id}:${north?.seen(ids.incidents)}`,
  };
  door = await serveFunctionUrl(functions, environment);
  spaces.setAppUrl(door.url);
  worker = functions.start('worker', { ...environment, SLACK_SIGNING_SECRET: '', SLACK_STATE_SECRET: '' });
});
afterAll(async () => {
  await worker.stop();
  functions.remove();
  await door.close();
  await spaces.close();
  await backends.end();
});

async function install(place: string) {
  const { authorizeUrl, cookie, headers } = await openInstallPage(door.url);
  const page = await followRedirect(door.url, await spaces.agree(authorizeUrl, place), cookie);
  return { ...page, headers };
}

/** Does the jobs that wait, as Lambda does. */
async function work(): Promise<void> {
  const event = await backends.takeEvent();
  await backends.settle(event, (await worker.invoke(event)) as SQSBatchResponse);
}

describe('several workspaces on Lambda', () => {
  test('each is installed by the pages of the Slack function, and answered with its own token', async () => {
    for (const { id } of spaces.workspaces) {
      const { status, text, headers } = await install(id);
      expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('is installed in') });
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const before = spaces.calls.length;
    for (const { slack } of spaces.workspaces) {
      await slack.workspace.command({ user: ids.ada, channel: ids.incidents, text: seedIncidents.critical });
    }
    await work();
    const posts = spaces.calls.slice(before).filter((call) => call.startsWith('chat.postMessage'));
    const tokens = spaces.workspaces.map(({ id }) => spaces.grantOf(id)?.token);
    expect(posts.map((call) => call.split(' ')[1]).sort()).toEqual(tokens.sort());
  });

  test('the table shows no token, and neither does a log line', async () => {
    const store = createDynamoStore({ client: backends.dynamo.connect(), tableName: backends.table, now: Date.now });
    const { items } = await store.scan('');
    expect(items.filter(({ partition }) => partition === 'installations')).toHaveLength(2);
    expect(JSON.stringify(items)).not.toMatch(/xox[be]/);
    expect(JSON.stringify(worker.output())).not.toMatch(/xox[be]/);
  });

  test('payload format 1.0: the cookie of the page is a header, and its query is understood', async () => {
    const request = slackRequest('');
    const page = { ...version1Event(request), httpMethod: 'GET', path: '/prod/slack/install' };
    const back = {
      ...page,
      path: '/slack/oauth_redirect',
      queryStringParameters: { error: 'access_denied', state: '1' },
    };
    const answers = await functions.invoke('slack', [page, back], environment);
    expect(answers).toMatchObject([
      { statusCode: 200, headers: { 'set-cookie': expect.stringContaining('slack-app-oauth-state=') } },
      { statusCode: 403, body: expect.stringContaining('You did not agree') },
    ]);
  });

  test('with one token, the pages are not there', async () => {
    const page = { ...functionUrlEvent(slackRequest(''), 'GET'), rawPath: '/slack/install' };
    const [answer] = await functions.invoke('slack', [page], { ...environment, SLACK_CLIENT_ID: '' });
    expect(answer).toMatchObject({ statusCode: 405 });
  });
});
