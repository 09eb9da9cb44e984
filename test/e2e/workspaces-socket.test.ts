import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkspacesApp, type WorkspacesApp } from './workspaces-app.ts';

let app: WorkspacesApp;
beforeAll(async () => {
  app = await startWorkspacesApp({ deliverBy: 'socket' });
});
afterAll(() => app.stop());

test('in Socket Mode the pages of an installation come by HTTP, and each workspace gets cards with its own token', async () => {
  const [north, south] = app.spaces.workspaces;
  for (const { id } of [north, south].flatMap((each) => each ?? [])) {
    const { status, text } = await app.install(id);
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('is installed in') });
  }
  // Requests of Slack's come by WebSocket alone.
  expect((await fetch(`${app.appUrl}/slack/events`, { method: 'POST' })).status).toBe(404);
  await north?.slack.workspace.until(() => (north.slack.sockets.count() ?? 0) > 0, 10_000);
  app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', impact: 2 });
  const hasCard = (each: typeof north) =>
    JSON.stringify(each?.slack.workspace.messages(ids.incidents)).includes('Checkout is slow');
  await north?.slack.workspace.until(() => hasCard(north) && hasCard(south), 20_000);
  const posts = app.spaces.calls.filter((call) => call.startsWith('chat.postMessage'));
  for (const each of [north, south]) {
    const { token = '?' } = app.spaces.grantOf(each?.id ?? '') ?? {};
    expect(posts.filter((call) => call.endsWith(` ${token}`))).toHaveLength(1);
  }
});
