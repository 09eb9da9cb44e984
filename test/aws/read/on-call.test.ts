import { createEmbeddedAws, type EmbeddedAws, seedContacts, seedRotations } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awsParts } from '../aws-parts.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
let aws: EmbeddedAws;
beforeAll(async () => {
  aws = await createEmbeddedAws();
});
afterAll(() => aws.close());

test('cached shifts make no gap at the end of the time that was read', async () => {
  let aheadMs = 0;
  const { onCall, clients } = awsParts(aws.url, { now: () => Date.now() + aheadMs });
  // A shift that ends shortly after the next seven days.
  const endMs = Math.ceil(Date.now() / minuteMs) * minuteMs + minuteMs + 7 * dayMs;
  const end = new Date(endMs);
  const arn = `${seedRotations.payments}7`;
  aws.contacts.putRotation({
    arn,
    name: 'Every other day',
    contactArns: [seedContacts.ben],
    timeZone: 'UTC',
    handOff: { hour: end.getUTCHours(), minute: end.getUTCMinutes() },
    everyDays: 2,
    startMs: endMs - 10 * dayMs,
  });
  const schedule = { arn: `${seedContacts.ben}-7`, alias: 'ben-7', type: 'ONCALL_SCHEDULE' as const };
  aws.contacts.put({ ...schedule, rotations: [arn] });
  const gaps = async () => (await onCall(schedule.arn)).stages[0]?.targets[0]?.onCall?.gaps;
  expect(await gaps()).toEqual([]);
  aheadMs = 4 * minuteMs;
  expect(await gaps()).toEqual([]);
  expect(aws.calls.count('ListRotationShifts')).toBe(1);
  clients.close();
});

test('a contact that cannot be read has its reason', async () => {
  const { onCall, clients } = awsParts(aws.url);
  const contactArn = `${seedContacts.ben}-gone`;
  expect(await onCall(contactArn)).toMatchObject({ contactArn, stages: [], trouble: expect.stringMatching(/\w/) });
  clients.close();
});
