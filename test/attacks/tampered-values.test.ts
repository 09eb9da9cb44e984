import { seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { encodeButtonValue } from '../../src/cards/block-kit/button-value.ts';
import { type AttackedApp, click, startAttackedApp, submission } from './attacked-app.ts';

let attacked: AttackedApp;
beforeAll(async () => {
  attacked = await startAttackedApp();
});
afterEach(() => attacked.app.aws.calls.clear());
afterAll(() => attacked.app.stop());

const good = encodeButtonValue({ arn: seedIncidents.low, seenMs: Date.now() });
const foreign = good.replace('111122223333', '999999999999');
const actions = ['resolve', 'reopen', 'note', 'edit', 'engage', 'approve', 'relate', 'refresh', 'timeline', 'report'];

describe('button values', () => {
  test('a genuine button value works', async () => {
    await attacked.clickForged(ids.ada, 'incident:timeline', good);
    expect(attacked.callsTo().map(({ operation }) => operation)).toContain('ListTimelineEvents');
  });

  test.each([
    ['nothing', ''],
    ['an ARN itself', seedIncidents.low],
    ['another version', good.replace(/^1/, '2')],
    ['a path in place of an id', `${good}/../../x`],
    ['a line break', `${good}\n`],
    ['another partition’s number', good.replace(/\.0\./, '.9.')],
    ['JSON', JSON.stringify({ arn: seedIncidents.low })],
  ])('a button value with %s sends no request to AWS', async (_, value) => {
    for (const action of actions) await attacked.clickForged(ids.ada, `incident:${action}`, value);
    expect(attacked.callsTo()).toEqual([]);
  });

  test('a button value with another account sends no request to AWS', async () => {
    for (const action of [...actions, 'open', 'details', 'watch', 'bring', 'related']) {
      await attacked.clickForged(ids.ada, `incident:${action}`, foreign);
    }
    expect(attacked.callsTo()).toEqual([]);
    expect(attacked.said()).toContain('INCIDENT_ACCOUNTS');
  });

  test.each(['incident:constructor', 'incident:__proto__', 'incident:toString', 'incident:', 'incident:more'])(
    'an action called %s does nothing',
    async (action) => {
      await attacked.clickForged(ids.ada, action, good);
      expect(attacked.writesTried()).toEqual([]);
    },
  );

  test.each(['constructor 0', '__proto__ 0', 'all -1', 'all 1e9', 'open 0; x'])(
    'a list page called %j is ignored',
    async (value) => {
      await attacked.clickForged(ids.ada, 'incident:list-page', value);
      expect(attacked.callsTo()).toEqual([]);
    },
  );

  test('a menu option that was never drawn writes nothing for people who may not write', async () => {
    const menu = { type: 'overflow', action_id: 'incident:more', block_id: 'b', action_ts: '1' };
    const chosen = { ...menu, selected_option: { value: `resolve:${good}` } };
    await attacked.post(click(ids.linus, 'incident:more', '', { actions: [chosen] }));
    expect(attacked.writesTried()).toEqual([]);
    expect(attacked.app.aws.incidents.get(seedIncidents.low)?.record.status).toBe('OPEN');
  });
});

describe('private metadata', () => {
  const of = (fields: object) => JSON.stringify({ channel: ids.incidents, seenMs: Date.now(), ...fields });

  test('genuine private metadata works', async () => {
    await attacked.post(submission(ids.ada, 'incident:note', of({ arn: seedIncidents.low }), { note: 'x' }));
    expect(attacked.writesTried().map(({ operation }) => operation)).toContain('CreateTimelineEvent');
  });

  test.each([
    ['that the app did not write', 'hello'],
    ['without an incident', of({})],
    ['with the ARN of something else', of({ arn: seedPlans.checkout })],
    ['with an account that is not allowed', of({ arn: seedIncidents.low.replace('111122223333', '999999999999') })],
    ['with a channel that is none', of({ arn: seedIncidents.low, channel: '<!channel>' })],
  ])('private metadata %s writes nothing', async (_, metadata) => {
    for (const form of ['note', 'edit', 'engage', 'approve', 'related-add']) {
      await attacked.post(submission(ids.ada, `incident:${form}`, metadata, { note: 'x', title: 'x' }));
    }
    expect(attacked.writesTried()).toEqual([]);
  });

  test('a genuine form from a person who may not write writes nothing', async () => {
    const metadata = of({ arn: seedIncidents.low });
    for (const user of [ids.linus, ids.guest, ids.stranger, '']) {
      await attacked.post(submission(user, 'incident:note', metadata, { note: 'x' }));
    }
    expect(attacked.writesTried()).toEqual([]);
  });

  test.each(['edit', 'resolve', 'mitigate', 'constructor', '__proto__', ''])(
    'a choice under More actions that was never offered writes nothing: "%s"',
    async (action) => {
      await attacked.post(submission(ids.ada, 'incident:more', of({ arn: seedIncidents.low }), { action }));
      expect(attacked.writesTried()).toEqual([]);
    },
  );

  test('a runbook of another incident is not approved', async () => {
    const metadata = of({ arn: seedIncidents.low });
    const other = 'arn:aws:ssm:eu-west-1:999999999999:automation-execution/333ba70b-2333-48db-b17e-a5e69c6f4d1c';
    await attacked.post(submission(ids.ada, 'incident:approve', metadata, { decision: `Approve ${other}` }));
    expect(attacked.writesTried()).toEqual([]);
  });
});
