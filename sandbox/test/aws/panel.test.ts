import { expect, test } from 'vitest';
import { createPanel } from '../../aws/panel.ts';
import { seedIncidents, seedPlans } from '../../aws/seeds/seed-arns.ts';
import { noon, startAws } from './start-aws.ts';

async function startPanel() {
  const { aws } = await startAws();
  return { aws, panel: createPanel(aws.incidents, aws.contacts) };
}

test('the panel lists incidents, newest first, and plans', async () => {
  const { panel } = await startPanel();
  const incidents = await panel.incidents();
  expect(incidents[0]).toEqual({
    arn: seedIncidents.alarm,
    title: 'Payments time out for one card scheme',
    status: 'OPEN',
    impact: 2,
    created_at_ms: noon - 6 * 60_000,
    pages: [],
  });
  expect(await panel.plans()).toContainEqual({ arn: seedPlans.search, name: 'search-plan' });
});

test("the panel starts an incident; an empty title is the plan's", async () => {
  const { aws, panel } = await startPanel();
  const { ok, arn } = await panel.start({ plan: seedPlans.search, title: '', impact: '2' });
  expect(ok).toBe(true);
  expect(aws.incidents.get(arn ?? '')?.record).toMatchObject({ title: 'Search is degraded', impact: 2 });
});

test('the panel updates an incident', async () => {
  const { aws, panel } = await startPanel();
  expect(await panel.update({ arn: seedIncidents.low, status: 'RESOLVED', summary: 'Done' })).toEqual({ ok: true });
  expect(aws.incidents.get(seedIncidents.low)?.record).toMatchObject({ status: 'RESOLVED', summary: 'Done' });
});

test('the panel acknowledges a page once, and the timeline records it', async () => {
  const { aws, panel } = await startPanel();
  const pages = async () => (await panel.incidents()).find(({ arn }) => arn === seedIncidents.critical)?.pages ?? [];
  const [page] = await pages();
  expect(page).toEqual({ arn: expect.stringContaining(':page/ben/'), name: 'Ben Okafor' });
  const changes: string[] = [];
  aws.incidents.onChange(({ kind }) => changes.push(kind));
  expect(await panel.acknowledge(page)).toEqual({ ok: true });
  expect(await pages()).toEqual([]);
  expect(changes).toHaveLength(1);
  expect(await panel.acknowledge(page)).toEqual({ ok: false, error: expect.stringMatching(/already/) });
});

test.each([
  ['no plan', 'start', {}],
  ['an unknown plan', 'start', { plan: 'arn:aws:ssm-incidents::111122223333:response-plan/none' }],
  ['an unknown incident', 'update', { arn: 'arn:aws:ssm-incidents::111122223333:incident-record/x/y' }],
  ['an impact that does not exist', 'update', { arn: seedIncidents.low, impact: 6 }],
  ['a title that is too long', 'update', { arn: seedIncidents.low, title: 'x'.repeat(201) }],
] as const)('%s is refused in words', async (_, action, body) => {
  const { panel } = await startPanel();
  expect(await panel[action](body)).toEqual({ ok: false, error: expect.stringMatching(/\w/) });
});
