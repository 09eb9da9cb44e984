import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { startWorkspacesApp, type WorkspacesApp } from './workspaces-app.ts';

let app: WorkspacesApp;
beforeAll(async () => {
  app = await startWorkspacesApp({ deliverBy: 'socket' });
});
afterAll(() => app.stop());

const until = <T>(holds: () => T | Promise<T>) => app.spaces.workspaces[0]?.slack.workspace.until(holds, 20_000);
const tokenOf = (place: string) => app.spaces.grantOf(place)?.token ?? '?';

test('in Socket Mode the pages of an installation come by HTTP, and each workspace gets cards with its own token', async () => {
  const [north, south] = app.spaces.workspaces;
  for (const { id } of [north, south].flatMap((each) => each ?? [])) {
    const { status, text } = await app.install(id);
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('is installed in') });
  }
  // Requests of Slack's come by WebSocket alone.
  expect((await fetch(`${app.appUrl}/slack/events`, { method: 'POST' })).status).toBe(404);
  await until(() => app.spaces.sockets.count() > 0);
  app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', impact: 2 });
  const hasCard = (each: typeof north) =>
    JSON.stringify(each?.slack.workspace.messages(ids.incidents)).includes('Checkout is slow');
  await until(() => hasCard(north) && hasCard(south));
  const posts = app.spaces.calls.filter((call) => call.startsWith('chat.postMessage'));
  for (const place of [north, south].map((each) => each?.id ?? ''))
    expect(posts.filter((call) => call.endsWith(` ${tokenOf(place)}`))).toHaveLength(1);
});

test('one connection brings the events of every workspace, and each answer goes with the right token', async () => {
  const { spaces } = app;
  const [north, south, one] = spaces.workspaces;
  await app.install(spaces.organisation);
  await spaces.setTeamAccess([one?.id ?? ''], true);
  expect(spaces.sockets.count()).toBe(1);
  for (const [each, place] of [
    [north, north?.id],
    [south, south?.id],
    [one, spaces.organisation],
  ] as const) {
    const [workspace, token] = [each?.slack.workspace, tokenOf(place ?? '')];
    const before = spaces.calls.length;
    const home = { type: 'app_home_opened', user: each?.seen(ids.grace), tab: 'home', event_ts: '1795764001.000100' };
    await spaces.send(home, each?.id ?? '', { team_id: each?.id ?? '' });
    await until(() => workspace?.home(ids.grace) !== undefined);
    await workspace?.command({ user: ids.ada, channel: ids.checkout, text: 'list' });
    const answered = () => workspace?.ephemerals(ids.ada, ids.checkout) ?? [];
    await until(() => allText(answered()).includes('Checkout is slow'));
    // What answers a person: cards of other workspaces may be posted meanwhile.
    const calls = spaces.calls.slice(before).filter((call) => /^(views\.|chat\.postEphemeral)/.test(call));
    expect(calls.filter((call) => !call.endsWith(` ${token}`))).toEqual([]);
    expect(calls).toContain(`views.publish ${token}`);
  }
  // Slack asks for a new connection every few hours: nothing of any workspace is lost.
  spaces.sockets.refresh();
  const opened = () => spaces.calls.filter((call) => call.startsWith('apps.connections.open')).length;
  await until(() => opened() === 2 && spaces.sockets.count() > 0);
  await north?.slack.workspace.command({ user: ids.grace, channel: ids.checkout, text: 'help' });
  await until(() => (north?.slack.workspace.ephemerals(ids.grace, ids.checkout).length ?? 0) > 0);
});
