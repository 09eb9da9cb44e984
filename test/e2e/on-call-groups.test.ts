import { seedContacts, seedRotations } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { groupStates } from '../../src/clock/on-call/on-call-groups.ts';
import { allText } from '../support/all-text.ts';
import { startClockedApp } from './clocked-app.ts';

const minute = 60;
const group = ids.paymentsOnCall;
let app: Awaited<ReturnType<typeof startClockedApp>>;

beforeAll(async () => {
  app = await startClockedApp([], { environment: { ON_CALL_GROUPS: `payments-rotation=${group}` } });
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
  app.slack.workspace.reserve('change user groups', false);
});
afterAll(() => app.close());

const members = () => app.slack.workspace.usergroup(group);
const writes = () => app.slack.calls.count('usergroups.users.update');
const trouble = async () => (await groupStates(app.store)).get(group)?.trouble;

/** Puts someone on call until further notice. */
function onCall(...contactArns: string[]): void {
  app.aws.contacts.putRotation({
    arn: seedRotations.payments,
    name: 'Payments weekly',
    contactArns: contactArns.length > 0 ? contactArns : [seedContacts.ben],
    timeZone: 'UTC',
    handOff: { hour: 0, minute: 0 },
    everyDays: 7,
    startMs: app.now() + (contactArns.length > 0 ? -3 : 3) * 86_400_000,
  });
}

describe('ON_CALL_GROUPS', () => {
  test('sets the group to who is on call, and writes nothing while that stays so', async () => {
    onCall(seedContacts.chiyo);
    await app.pass(minute / 2);
    expect(members()).toEqual([ids.chiyo]);
    const before = writes();
    await app.pass(6 * minute);
    expect(writes()).toBe(before);
    expect(await trouble()).toBeUndefined();
  });

  test('follows a handover within the minute', async () => {
    const atMs = app.now() + 90_000;
    app.aws.contacts.putRotation({
      arn: seedRotations.payments,
      name: 'Payments weekly',
      contactArns: [seedContacts.chiyo],
      timeZone: 'UTC',
      handOff: { hour: 0, minute: 0 },
      everyDays: 7,
      startMs: app.now() - 3 * 86_400_000,
      overrides: [
        { id: 'o', newContactArns: [seedContacts.amelia], startMs: atMs, endMs: atMs + 900_000, createdMs: 0 },
      ],
    });
    // Shifts are read again after five minutes; from then on the handover back is known to the second.
    await app.pass(7 * minute);
    expect(members()).toEqual([ids.amelia]);
    await app.pass(11 * minute);
    expect(members()).toEqual([ids.chiyo]);
  });

  test.each([
    ['AWS does not answer', () => void app.aws.faults.add({ kind: 'access_denied', operation: 'ListRotationShifts' })],
    ['AWS lists no contacts', () => void app.aws.faults.add({ kind: 'access_denied', operation: 'ListContacts' })],
    ['nobody is on call', () => onCall()],
    ['no one on call is known in Slack', () => onCall(stranger())],
  ])('leaves the group as it is while %s', async (_, happens) => {
    const before = [...members()];
    expect(before).toHaveLength(1);
    happens();
    await app.pass(7 * minute);
    expect(members()).toEqual(before);
  });

  test.each([
    [
      'may not change user groups',
      () => app.slack.workspace.reserve('change user groups', true),
      /Allow it to everyone/,
    ],
    [
      'lacks the scope',
      () => app.slack.faults.add({ kind: 'refused', code: 'missing_scope', method: 'usergroups.users.update' }),
      /scope usergroups:write/,
    ],
  ])('where the app %s, the Home tab says so, and it is tried again', async (_, happens, words) => {
    onCall(seedContacts.ben);
    happens();
    await app.pass(7 * minute);
    expect(await trouble()).toMatch(words);
    await app.slack.workspace.openHome(ids.ada);
    const shown = async () => {
      await app.work();
      return allText(app.slack.workspace.home(ids.ada));
    };
    await expect.poll(shown, { timeout: 10_000 }).toMatch(words);
    app.slack.faults.clear();
    app.slack.workspace.reserve('change user groups', false);
    await app.pass(6 * minute);
    expect(members()).toEqual([ids.ben]);
    expect(await trouble()).toBeUndefined();
    onCall(seedContacts.chiyo);
    await app.pass(7 * minute);
    expect(members()).toEqual([ids.chiyo]);
  });
});

/** A contact whom no one in Slack is. */
function stranger(): string {
  const arn = `${seedContacts.ben}-elsewhere`;
  app.aws.contacts.put({ arn, alias: 'ben-elsewhere', type: 'PERSONAL' });
  return arn;
}
