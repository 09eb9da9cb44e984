import { lastPart } from '../arns.ts';
import { seedContacts, seedRotations } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';

const dayMs = 86_400_000;

/** The shop's people, two escalation plans and two on-call schedules. */
export function seedContactBook({ contacts, nowMs }: SeedContext): void {
  const people = { amelia: 'Amelia Ruiz', ben: 'Ben Okafor', chiyo: '千代 Tanaka' } as const;
  for (const [alias, displayName] of Object.entries(people)) {
    const arn = seedContacts[alias as keyof typeof people];
    contacts.put({ arn, alias, displayName, type: 'PERSONAL', emails: [{ address: `${alias}@example.com` }] });
  }
  contacts.put({
    arn: seedContacts.checkoutOnCall,
    alias: lastPart(seedContacts.checkoutOnCall),
    displayName: 'Checkout on-call',
    type: 'ESCALATION',
    stages: [{ minutes: 5, targets: [seedContacts.amelia, seedContacts.ben] }],
  });
  contacts.put({
    arn: seedContacts.paymentsEscalation,
    alias: lastPart(seedContacts.paymentsEscalation),
    displayName: 'Payments escalation',
    type: 'ESCALATION',
    stages: [
      { minutes: 5, targets: [seedContacts.paymentsRotation] },
      { minutes: 10, targets: [seedContacts.ben] },
    ],
  });
  contacts.put({
    arn: seedContacts.paymentsRotation,
    alias: lastPart(seedContacts.paymentsRotation),
    displayName: 'Payments rotation',
    type: 'ONCALL_SCHEDULE',
    rotations: [seedRotations.payments],
  });
  contacts.putRotation({
    arn: seedRotations.payments,
    name: 'Payments weekly',
    contactArns: [seedContacts.chiyo, seedContacts.amelia],
    timeZone: 'Europe/Berlin',
    handOff: { hour: 9, minute: 0 },
    everyDays: 7,
    startMs: nowMs - 3 * dayMs,
    overrides: [
      {
        id: '3F2504E0-4F89-41D3-9A0C-0305E82C3301',
        newContactArns: [seedContacts.chiyo],
        startMs: nowMs + 5 * dayMs,
        endMs: nowMs + 6 * dayMs,
        createdMs: nowMs - dayMs,
      },
    ],
  });
  contacts.put({
    arn: seedContacts.searchOnCall,
    alias: lastPart(seedContacts.searchOnCall),
    displayName: 'Search on call',
    type: 'ONCALL_SCHEDULE',
    rotations: [seedRotations.search],
  });
  const byDay = { start: { hour: 6, minute: 0 }, end: { hour: 22, minute: 0 } };
  contacts.putRotation({
    arn: seedRotations.search,
    name: 'Search daily',
    contactArns: [seedContacts.ben, seedContacts.chiyo],
    timeZone: 'Europe/Berlin',
    handOff: { hour: 6, minute: 0 },
    everyDays: 1,
    startMs: nowMs - 3 * dayMs,
    coverage: { MON: byDay, TUE: byDay, WED: byDay, THU: byDay, FRI: byDay, SAT: byDay, SUN: byDay },
  });
}
