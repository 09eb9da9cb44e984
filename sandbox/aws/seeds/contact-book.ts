import { lastPart } from '../arns.ts';
import { seedContacts } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';

/** The shop's people, an escalation plan and an on-call schedule. */
export function seedContactBook({ contacts }: SeedContext): void {
  const people = { amelia: 'Amelia Ruiz', ben: 'Ben Okafor', chiyo: '千代 Tanaka' } as const;
  for (const [alias, displayName] of Object.entries(people)) {
    const arn = seedContacts[alias as keyof typeof people];
    contacts.put({ arn, alias, displayName, type: 'PERSONAL' });
  }
  contacts.put({
    arn: seedContacts.checkoutOnCall,
    alias: lastPart(seedContacts.checkoutOnCall),
    displayName: 'Checkout on-call',
    type: 'ESCALATION',
    targets: [seedContacts.amelia, seedContacts.ben],
  });
  contacts.put({
    arn: seedContacts.paymentsRotation,
    alias: lastPart(seedContacts.paymentsRotation),
    displayName: 'Payments rotation',
    type: 'ONCALL_SCHEDULE',
    targets: [seedContacts.chiyo],
  });
}
