import { z } from 'zod';
import { accountOf, regionOf } from '../../incidents/naming/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { ContactsCall } from '../contacts-call.ts';
import { createPaces } from '../pace.ts';

/**
 * Reads the e-mail addresses that a contact has confirmed, in lower case. Caches nothing.
 * @throws AppError when they cannot be read
 */
export type ReadContactEmails = (contactArn: string) => Promise<string[]>;

const channelList = z.object({
  ContactChannels: z
    .array(
      z.object({
        Type: z.string().default(''),
        ActivationStatus: z.string().nullish(),
        DeliveryAddress: z.object({ SimpleAddress: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

const perPage = 100;
/** The longest wait for the quota of one request a second, in milliseconds. */
const maxWaitMs = 15_000;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListContactChannels.html */
export function createReadContactEmails(call: ContactsCall, accounts: Accounts, now: () => number): ReadContactEmails {
  const paceOf = createPaces(now);
  return async (contactArn) => {
    const [region, account] = [regionOf(contactArn) ?? '', accountOf(contactArn)];
    const role = await accounts.roleFor(account);
    const input = { ContactId: contactArn, MaxResults: perPage };
    const answer = await paceOf(`${account} ${region}`, 1)(
      () => call('ListContactChannels', input, region, role),
      maxWaitMs,
    );
    const emails = (channelList.parse(answer).ContactChannels ?? [])
      // Anyone who may edit a contact can enter an address; only its owner can activate it.
      .filter(({ Type, ActivationStatus }) => Type === 'EMAIL' && ActivationStatus === 'ACTIVATED')
      .map(({ DeliveryAddress }) => (DeliveryAddress?.SimpleAddress ?? '').trim().toLowerCase());
    return [...new Set(emails)].filter((email) => email !== '');
  };
}
