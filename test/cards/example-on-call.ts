import type { OnCallCard } from '../../src/cards/answers/on-call-card.ts';
import { onCallOf } from '../../src/incidents/people/on-call.ts';
import { hostile, now } from './example-incidents.ts';

const hour = 3_600_000;
const day = 24 * hour;
const person = (alias: string, contactName: string) => ({
  contactArn: `arn:aws:ssm-contacts:eu-west-1:111122223333:contact/${alias}`,
  contactName,
});
const ada = person('ada', 'Ada Lovelace');
const ben = person('ben', 'Ben Okafor');
const people = new Map([ada, ben].map((each) => [each.contactArn, each]));
const shift = (who: readonly { contactArn: string }[], fromMs: number, toMs: number) => ({
  contactArns: who.map(({ contactArn }) => contactArn),
  startMs: now + fromMs,
  endMs: now + toMs,
});
const week = now + 7 * day;
const schedule = {
  ...person('payments-schedule', 'Payments on call'),
  people,
  onCall: onCallOf(
    [
      [
        { ...shift([ben], -2 * hour, 4 * hour), replacesArns: [ada.contactArn] },
        shift([ada], 4 * hour, day),
        shift([ada], 2 * day, 7 * day),
      ],
    ],
    now,
    week,
  ),
};

/** An escalation plan: a schedule with an override and a gap, then a person. */
export const onCallEscalation: OnCallCard = {
  subject: 'checkout-plan',
  plans: [
    {
      ...person('payments-esc', 'Payments escalation'),
      stages: [
        { afterMinutes: 0, targets: [schedule] },
        { afterMinutes: 5, targets: [ada] },
      ],
    },
  ],
  more: 0,
  nowMs: now,
};

/** All schedules: one without anybody now, one that could not be read, and a hostile name. */
export const onCallTrouble: OnCallCard = {
  subject: '',
  plans: [
    {
      ...person('nights', 'Nights'),
      stages: [
        {
          afterMinutes: 0,
          targets: [
            {
              ...person('nights', 'Nights'),
              people,
              onCall: onCallOf([[shift([ada], 10 * hour, 18 * hour)]], now, week),
            },
          ],
        },
      ],
    },
    { ...person('denied', 'Search'), stages: [], trouble: 'AWS refused ssm-contacts:GetContact.' },
    { ...person('hostile', hostile.record.title), stages: [{ afterMinutes: 0, targets: [ben] }] },
  ],
  more: 3,
  trouble: 'Account 444455556666 could not be read: AWS did not answer.',
  nowMs: now,
};
