import { seedIncidents } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctorCard } from '../../src/cards/answers/doctor-card.ts';
import { faultOf } from '../../src/cards/block-kit/fit-message.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp({ environment: { INCIDENT_EDITORS: ids.ada } });
});
afterAll(() => app.stop());

async function told(user: string): Promise<string> {
  const { workspace } = app.slack;
  const before = workspace.ephemerals(user, ids.incidents).length;
  await workspace.command({ user, channel: ids.incidents, text: '/incident doctor' });
  return JSON.stringify(await workspace.until(() => workspace.ephemerals(user, ids.incidents)[before], 15_000));
}

test('/incident doctor tells an editor what to fix, and changes nothing', async () => {
  app.aws.faults.add({ kind: 'access_denied', operation: 'ListTimelineEvents' });
  const all = await told(ids.ada);
  app.aws.faults.clear();
  expect(all).toMatch(/Version \d+\.\d+\.\d+/);
  expect(all).toMatch(/to fix/);
  expect(all).toMatch(/AWS refused ssm-incidents:ListTimelineEvents/);
  expect(all).toMatch(/aws iam put-role-policy/);
  expect(all).not.toContain(app.slack.botToken);
});

test('/incident doctor tells an editor that admins let the app make no channels, until it could make one', async () => {
  const { workspace } = app.slack;
  workspace.reserve('create channels', true);
  const ask = async (text: string) => {
    const before = workspace.ephemerals(ids.ada, ids.incidents).length;
    await workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident ${text}` });
    await workspace.until(() => workspace.ephemerals(ids.ada, ids.incidents)[before], 15_000);
  };
  await ask(`room ${seedIncidents.low}`);
  expect(await told(ids.ada)).toMatch(/Slack did not let the app make a channel on .*\(restricted_action\)/);
  workspace.reserve('create channels', false);
  await ask(`room ${seedIncidents.low}`);
  expect(await told(ids.ada)).not.toContain('restricted_action');
});

test('/incident doctor answers only the requester', async () => {
  expect(await told(ids.grace)).toMatch(/Only incident editors/);
});

test('however much there is to fix, the card is within Slack’s limits and shows what is to be fixed first', () => {
  const long = (state: 'ok' | 'note' | 'fix', index: number) => ({
    state,
    subject: `Subject ${index} ${'<!channel> '.repeat(20)}`,
    found: 'x & <y> '.repeat(400),
    fix: `aws iam put-role-policy '${'{"a":1}'.repeat(500)}'`,
  });
  for (const count of [0, 1, 5, 15, 200]) {
    const states = ['note', 'fix', 'ok'] as const;
    const card = doctorCard(states.flatMap((state) => Array.from({ length: count }, (_, index) => long(state, index))));
    expect(faultOf(card)).toBeUndefined();
    expect(JSON.stringify(card)).not.toContain('<!channel>');
    if (count > 0) expect(JSON.stringify(card.blocks[2])).toContain('🔧');
  }
});
