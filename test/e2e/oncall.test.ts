import { seedContacts, seedIncidents, seedPlans, seedRotations } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startClockedApp } from './clocked-app.ts';

const channel = ids.general;
let app: Awaited<ReturnType<typeof startClockedApp>>;

beforeAll(async () => {
  app = await startClockedApp([]);
});
beforeEach(() => app.aws.faults.clear());
afterAll(() => app.close());

/** The answer to a command, as text with its blocks. */
async function answer(text: string, where: string = channel): Promise<{ text: string; all: string }> {
  await app.command(text, where);
  const last = app.slack.workspace.ephemerals(ids.ada, where).at(-1);
  return { text: last?.text ?? '', all: JSON.stringify(last?.blocks ?? last?.text) };
}

describe('/incident oncall', () => {
  test('without a name shows every on-call schedule: who, until when, who is next', async () => {
    const { text, all } = await answer('oncall');
    expect(text).toMatch(
      /^On call: Payments rotation: 千代 Tanaka until \d{4}-\d\d-\d\d \d\d:00 UTC; Search on call: /,
    );
    expect(all).toMatch(/千代 Tanaka until <!date\^\d+\^[^>]*> · next: Amelia Ruiz/);
    expect(text.length).toBeLessThanOrEqual(200);
  });

  test('warns of the nights without anybody', async () => {
    const { all } = await answer('oncall search-on-call');
    expect(all).toMatch(/:warning: (Nobody from|nobody is on call until) <!date/);
    expect(all).toMatch(/:warning: and \d more times in the next 7 days/);
  });

  test.each([
    ['its alias', 'payments-escalation'],
    ['its display name in any case and decoration', '“PAYMENTS escalation”'],
    ['its ARN', seedContacts.paymentsEscalation],
    ['a part of its name', 'escal'],
  ])('shows each stage of an escalation plan named by %s', async (_, name) => {
    const { all } = await answer(`oncall ${name}`);
    expect(all).toMatch(/Stage 1: Payments rotation: 千代 Tanaka until <!date/);
    expect(all).toContain('Stage 2, after 5 min: Ben Okafor');
  });

  test.each([
    ['a response plan’s name', 'payments-plan'],
    ['a response plan’s ARN', seedPlans.payments],
    ['an incident', seedIncidents.alarm],
  ])('shows whom %s engages', async (_, name) => {
    const { text } = await answer(`oncall ${name}`);
    expect(text).toMatch(/^On call for .+: 千代 Tanaka until/);
  });

  test('in a channel that watches one incident shows whom its response plan engages', async () => {
    await app.command(`watch ${seedIncidents.alarm}`, ids.payments);
    const { text } = await answer('oncall', ids.payments);
    expect(text).toMatch(/^On call for .+: 千代 Tanaka until/);
  });

  test('a name that fits nothing, or several, is answered with the names there are', async () => {
    expect((await answer('oncall nobody-has-this')).text).toMatch(
      /^No contact or response plan is called "nobody-has-this"\. There are checkout-plan/,
    );
    expect((await answer('oncall payments-')).text).toMatch(
      /^More than one contact or response plan is called "payments-"/,
    );
  });

  test('a person is named once', async () => {
    const { all } = await answer('oncall ben');
    expect(all.match(/Ben Okafor/g)).toHaveLength(2);
    expect(all).toContain('*Ben Okafor*"');
  });

  test('an ARN of something else is refused', async () => {
    expect((await answer('oncall arn:aws:s3:::bucket')).text).toContain('neither an incident nor a response plan');
    const other = seedContacts.ben.replace('111122223333', '444455556666');
    expect((await answer(`oncall ${other}`)).all).toContain('Account 444455556666 is not');
  });

  test('a schedule that the role may not read has its reason, and the rest is shown', async () => {
    app.aws.contacts.putRotation({ ...rotation, arn: `${seedRotations.payments}9`, name: 'Unread' });
    app.aws.contacts.put({ ...schedule, rotations: [`${seedRotations.payments}9`] });
    app.aws.faults.add({ kind: 'access_denied', operation: 'ListRotationShifts' });
    const { all } = await answer(`oncall ${schedule.arn}`);
    expect(all).toContain('AWS refused ssm-contacts:ListRotationShifts');
  });

  test('the override of a shift names whom it replaces', async () => {
    const nowMs = app.now();
    const arn = `${seedRotations.payments}8`;
    const override = {
      id: 'o',
      newContactArns: [seedContacts.amelia],
      startMs: nowMs - 60_000,
      endMs: nowMs + 60_000,
      createdMs: 0,
    };
    app.aws.contacts.putRotation({ ...rotation, arn, name: 'Overridden', overrides: [override] });
    app.aws.contacts.put({ ...schedule, arn: `${schedule.arn}-2`, rotations: [arn] });
    const { all } = await answer(`oncall ${schedule.arn}-2`);
    expect(all).toContain('Amelia Ruiz (in place of Ben Okafor) until');
  });
});

const schedule = {
  arn: `${seedContacts.ben}-schedule`,
  alias: 'ben-schedule',
  type: 'ONCALL_SCHEDULE' as const,
};
const rotation = {
  contactArns: [seedContacts.ben],
  timeZone: 'UTC',
  handOff: { hour: 0, minute: 0 },
  everyDays: 1,
  startMs: Date.UTC(2026, 0, 1),
};
