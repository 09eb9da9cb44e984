import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterEach, describe, expect, test } from 'vitest';
import { startBackends } from '../support/backends.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function child(environment: NodeJS.ProcessEnv): Promise<ChildApp> {
  const started = await startChildApp(environment);
  cleanUps.push(async () => {
    if (started.process.exitCode === null && started.process.signalCode === null) await started.kill();
  });
  return started;
}

describe('a job that is delivered twice', () => {
  test.each(['UpdateIncidentRecord', 'CreateTimelineEvent'])(
    'a process that is killed after %s reached AWS causes no second write',
    async (operation) => {
      const backends = await startBackends();
      cleanUps.push(backends.end);
      const { slack, aws, appEnvironment } = backends;
      const { ids } = slack.workspace;
      const environment = { ...appEnvironment, INCIDENT_EDITORS: ids.ada };
      const arn = seedIncidents.low;
      const first = await child(environment);
      slack.setAppUrl(first.url);
      aws.faults.add({ kind: 'stall', operation, afterwards: true });
      await slack.workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident impact ${arn} 1` });
      const custom = () => aws.incidents.get(arn)?.events.filter(({ eventType }) => eventType === 'Custom Event') ?? [];
      const done = () =>
        operation === 'UpdateIncidentRecord' ? aws.incidents.get(arn)?.record.impact === 1 : custom().length > 0;
      await slack.workspace.until(done, 10_000);
      await first.kill();
      aws.faults.clear();
      // Someone else changes it in the meantime: the earlier write does not overwrite that.
      if (operation === 'CreateTimelineEvent') aws.incidents.update(arn, { impact: 2 });
      const second = await child(environment);
      slack.setAppUrl(second.url);
      await slack.workspace.until(
        () => slack.workspace.ephemerals(ids.ada).find(({ text }) => /impact set to critical/.test(text)),
        20_000,
      );
      expect(custom()).toHaveLength(1);
      expect(aws.incidents.get(arn)?.record.impact).toBe(operation === 'CreateTimelineEvent' ? 2 : 1);
      expect(await second.terminate()).toBe(0);
    },
  );

  test('a process that is killed after Slack made the canvas of a post-mortem makes no second one', async () => {
    const backends = await startBackends();
    cleanUps.push(backends.end);
    const { slack, appEnvironment } = backends;
    const { workspace } = slack;
    const { ids } = workspace;
    const first = await child(appEnvironment);
    slack.setAppUrl(first.url);
    slack.faults.add({ kind: 'stall', method: 'canvases.create', after: true });
    const text = `/incident postmortem ${seedIncidents.low}`;
    await workspace.command({ user: ids.ada, channel: ids.incidents, text });
    const canvases = () => workspace.channel(ids.incidents).canvases ?? [];
    await workspace.until(() => canvases().length > 0, 10_000);
    await first.kill();
    slack.faults.clear();
    const second = await child(appEnvironment);
    slack.setAppUrl(second.url);
    const told = await workspace.until(
      () => workspace.ephemerals(ids.ada).find((one) => one.text.includes('It is a canvas of this channel')),
      20_000,
    );
    expect(canvases()).toHaveLength(1);
    expect(JSON.stringify(told)).toContain(`/${canvases()[0]?.id}|`);
    expect(await second.terminate()).toBe(0);
  });
});
