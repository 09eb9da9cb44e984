import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backends, startBackends } from '../support/backends.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

let backends: Backends;
let app: ChildApp;

beforeAll(async () => {
  backends = await startBackends({ slack: { deliverBy: 'socket' } });
  const { SLACK_SIGNING_SECRET: _, ...environment } = backends.appEnvironment;
  const editors = { INCIDENT_EDITORS: backends.slack.workspace.ids.ada, SLACK_APP_TOKEN: backends.slack.appToken };
  app = await startChildApp({ ...environment, ...editors });
  await backends.slack.workspace.until(() => backends.slack.sockets.count() > 0, 5000);
});
afterAll(async () => {
  await app.terminate();
  await backends.end();
});

test('in Socket Mode a refused form opens again with its text, and a sent one is answered in a line', async () => {
  const { workspace } = backends.slack;
  const { ada, incidents } = workspace.ids;
  const shown = () => JSON.stringify(workspace.views(ada)[0] ?? {});
  await workspace.command({ user: ada, channel: incidents, text: `/incident note ${seedIncidents.low}` });
  await workspace.until(() => shown().includes('"submit"') && shown().includes('Add note'), 10_000);
  backends.aws.faults.add({ kind: 'access_denied', operation: 'CreateTimelineEvent', times: 2 });
  expect(await workspace.submit({ user: ada, values: { note: 'By socket' } })).toMatchObject({ ok: true });
  await workspace.until(() => shown().includes('"block_id":"warning"'), 10_000);
  expect(shown()).toContain('By socket');
  await workspace.submit({ user: ada });
  await workspace.until(() => JSON.stringify(workspace.ephemerals(ada)).includes('Noted in the timeline'), 10_000);
  const notes = backends.aws.incidents.get(seedIncidents.low)?.events.filter(({ eventType }) => eventType === 'Note');
  expect(notes).toHaveLength(1);
});
