import { createHmac } from 'node:crypto';
import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile, startEditing } from './editing.ts';

const editing = editingForFile({
  environment: { INCIDENT_EDITORS: `${ids.ada},${ids.onCall},${ids.guest},${ids.stranger}` },
});
const start = (title: string) => editing.app.aws.incidents.start(seedPlans.search, { title, impact: 3 });
const writing = [
  'UpdateIncidentRecord',
  'CreateTimelineEvent',
  'StartIncident',
  'UpdateRelatedItems',
  'StartEngagement',
];
const written = () => writing.reduce((sum, operation) => sum + editing.app.aws.calls.count(operation), 0);

/** Sends a signed payload as it is. */
async function post(payload: object) {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const atS = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', editing.app.slack.signingSecret)
    .update(`v0:${atS}:`)
    .update(body)
    .digest('hex');
  return fetch(`${editing.app.appUrl}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(atS),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
}

describe('who may write', () => {
  test('a member of a listed user group may write', async () => {
    const arn = start('By group');
    await editing.card(arn);
    await editing.told(() => editing.click('resolve', arn, ids.grace), ids.grace);
    expect(editing.record(arn)?.status).toBe('RESOLVED');
  });

  test.each([
    ['a person who is not listed', ids.linus, ids.incidents],
    ['a guest, though named', ids.guest, ids.checkout],
  ])('%s may not write: one private line, and no write to AWS', async (_, user, channel) => {
    const arn = start(`Not by ${user}`);
    await editing.card(arn, channel);
    const before = written();
    for (const action of ['resolve', 'note', 'edit', 'engage']) {
      const { text } = await editing.told(() => editing.click(action, arn, user, channel), user, channel);
      expect(text).toBe('Only incident editors can do that. You can still watch, read and refresh.');
      // What a card has no room for is clicked in a modal; no form opens over it.
      const { workspace } = editing.app.slack;
      expect(workspace.views(user).filter(({ callback_id: id }) => id !== 'incident:more')).toEqual([]);
      while (workspace.views(user).length > 0) await workspace.close({ user });
    }
    for (const command of [
      `resolve ${arn}`,
      `impact ${arn} 1`,
      `note ${arn} x`,
      `reopen ${arn}`,
      `edit ${arn}`,
      'start',
    ]) {
      const { text } = await editing.told(() => editing.ask(command, channel, user), user, channel);
      expect(text).toMatch(/Only incident editors/);
    }
    expect(editing.record(arn)).toMatchObject({ status: 'OPEN', impact: 3 });
    expect(written()).toBe(before);
  });

  test('a listed person of another organisation may not write', async () => {
    const arn = start('Foreign');
    const value = `1.${Date.now().toString(36)}.0.111122223333/search-plan/${arn.split('/').at(-1)}`;
    const before = written();
    await post({
      type: 'block_actions',
      user: { id: ids.stranger, team_id: ids.otherTeam },
      team: { id: ids.team },
      api_app_id: ids.app,
      trigger_id: 'stranger.1',
      channel: { id: ids.partner },
      container: { type: 'message', message_ts: '1.1', channel_id: ids.partner },
      actions: [{ type: 'button', action_id: 'incident:resolve', value, block_id: 'b', action_ts: '1' }],
    });
    await editing.app.slack.workspace.until(
      () => editing.app.slack.workspace.ephemerals(ids.stranger).find(({ text }) => /Only members/.test(text)),
      10_000,
    );
    expect(written()).toBe(before);
    expect(editing.record(arn)?.status).toBe('OPEN');
  });

  test('permission is checked when a form is submitted, and its text comes back', async () => {
    const arn = start('Removed meanwhile');
    editing.app.slack.workspace.addUser({ name: 'eve', id: 'U0EVE00001' });
    editing.app.slack.workspace.invite(ids.incidents, 'U0EVE00001');
    const { text } = await editing.told(() => editing.click('note', arn, 'U0EVE00001'), 'U0EVE00001');
    expect(text).toMatch(/Only incident editors/);
    await editing.click('note', arn);
    await editing.form();
    const [view] = editing.app.slack.workspace.views(ids.ada);
    const before = written();
    // The same form, submitted by someone else.
    await post({
      type: 'view_submission',
      user: { id: ids.linus },
      team: { id: ids.team },
      api_app_id: ids.app,
      trigger_id: 'linus.1',
      view: { ...view, state: { values: { note: { note: { type: 'plain_text_input', value: 'Mine' } } } } },
    });
    const told = () => editing.lines(ids.linus).at(-1) ?? '';
    await editing.app.slack.workspace.until(() => /Only incident editors[\s\S]*Mine/.test(told()), 10_000);
    expect(written()).toBe(before);
  });

  test('while Slack does not say who the person is, nothing is written', async () => {
    const arn = start('Unknown for a moment');
    await editing.card(arn);
    editing.app.slack.faults.add({ kind: 'unavailable', method: 'users.info', times: 1 });
    await editing.told(() => editing.click('resolve', arn));
    expect(editing.record(arn)?.status).toBe('RESOLVED');
  });
});

describe('what was tampered with', () => {
  const base = (trigger: string) => ({
    user: { id: ids.ada },
    team: { id: ids.team },
    api_app_id: ids.app,
    trigger_id: trigger,
    channel: { id: ids.incidents },
    container: { type: 'message', message_ts: '1.1', channel_id: ids.incidents },
  });

  test.each([
    ['no value', ''],
    ['nonsense', '{"arn":"arn:aws:iam::1:root"}'],
    ['an account that is not allowed', `1.0.0.999999999999/search-plan/${'0'.repeat(36)}`],
    ['a value that goes on', `1.0.0.111122223333/search-plan/${'0'.repeat(36)}/../x`],
    ['a very long one', `1.0.0.111122223333/${'x'.repeat(1900)}`],
  ])('a button with %s changes nothing', async (name, value) => {
    const before = written();
    for (const action of ['resolve', 'reopen', 'note', 'edit']) {
      const answer = await post({
        type: 'block_actions',
        ...base(`tampered.${name}.${action}`),
        actions: [{ type: 'button', action_id: `incident:${action}`, value, block_id: 'b', action_ts: '1' }],
      });
      expect(answer.status).toBe(200);
    }
    await editing.told(() => editing.ask('help'));
    expect(written()).toBe(before);
    expect(allText(await (await fetch(`${editing.app.appUrl}/healthz`)).json())).not.toContain('false');
  });

  test.each([
    ['empty', ''],
    ['not JSON', '{{{'],
    ['of another shape', '{"channel":5}'],
    [
      'about another account',
      '{"channel":"C0INCIDNT1","arn":"arn:aws:ssm-incidents::999999999999:incident-record/p/0"}',
    ],
    ['about something else', '{"channel":"C0INCIDNT1","arn":"arn:aws:iam::111122223333:role/x"}'],
  ])(
    'the text of a form with private metadata that is %s comes back, and nothing is written',
    async (_, private_metadata) => {
      const arn = start('Metadata');
      await editing.click('note', arn);
      const view = await editing.form();
      const before = written();
      const told = editing.lines(ids.ada).length;
      await post({
        type: 'view_submission',
        ...base(`meta.${private_metadata}`),
        view: {
          ...view,
          private_metadata,
          hash: `h${private_metadata.length}`,
          state: { values: { note: { note: { type: 'plain_text_input', value: 'Typed' } } } },
        },
      });
      await editing.app.slack.workspace.until(
        () => editing.lines(ids.ada).slice(told).join().includes('Typed'),
        10_000,
      );
      expect(written()).toBe(before);
    },
  );
});

describe('forms while AWS is slow', () => {
  test.each(['note', 'edit'])('the %s form opens at once, and is filled when AWS answers', async (action) => {
    const arn = start(`Slow ${action}`);
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'latency', latencyMs: 2500, service: 'ssm-incidents' });
    const answered = editing.app.aws.calls.all().length;
    await editing.click(action, arn);
    await editing.app.slack.workspace.until(() => editing.app.slack.workspace.views(ids.ada)[0], 3000);
    const since = editing.app.aws.calls.all().slice(answered);
    expect(since.filter(({ service }) => service === 'ssm-incidents')).toEqual([]);
    expect((await editing.form()).submit).toBeDefined();
  });
});

describe('without editors', () => {
  test('without editors no button changes anything, and commands say why', async () => {
    const readOnly = await startEditing({ environment: { INCIDENT_EDITORS: '' } });
    try {
      const arn = readOnly.app.aws.incidents.start(seedPlans.search, { title: 'Look only' });
      const card = allText(await readOnly.card(arn));
      for (const action of ['resolve', 'note', 'edit', 'engage']) expect(card).not.toContain(`incident:${action}`);
      const { text } = await readOnly.told(() => readOnly.ask(`resolve ${arn}`));
      expect(text).toMatch(/Only incident editors/);
    } finally {
      await readOnly.app.stop();
    }
  });
});
