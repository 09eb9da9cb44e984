import { accountOf, regionOf } from '../../incidents/naming/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { ContactsCall } from '../contacts-call.ts';
import type { WriteOnce } from './write-once.ts';

interface EngagementToStart {
  /** ARN of a contact, an escalation plan or an on-call schedule. */
  contact: string;
  incident: string;
  /** The sender shown in the page. Only letters, digits, white space and `_@#%*+=:?./!-` are kept. */
  sender: string;
  subject: string;
  content: string;
}

/**
 * Pages a contact about an incident. Idempotent by `once.token`.
 * @throws AppError
 */
export type StartEngagement = (engagement: EngagementToStart, once: WriteOnce) => Promise<void>;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html */
export function createStartEngagement(call: ContactsCall, accounts: Accounts): StartEngagement {
  return async ({ contact, incident, sender, subject, content }, once) => {
    const role = await accounts.roleFor(accountOf(contact));
    const region = regionOf(contact) ?? '';
    await once.beforeSend(region);
    const input = {
      ContactId: contact,
      Sender: sender.replaceAll(/[^\\a-zA-Z0-9_@#%*+=:?./!\s-]/g, '').slice(0, 255) || 'Slack',
      Subject: subject.slice(0, 2048),
      Content: content.slice(0, 8192),
      IncidentId: incident,
      IdempotencyToken: once.token,
    };
    await call('StartEngagement', input, region, role);
  };
}
