import { createAccounts } from '../aws/accounts.ts';
import { type ContactsCall, createContactsCall } from '../aws/contacts-call.ts';
import { toAwsError } from '../aws/fault.ts';
import { type Contact, createListAllContacts, createListContacts } from '../aws/read/list-contacts.ts';
import { createReadOnCall, type ReadOnCall } from '../aws/read/on-call.ts';
import { createInRegions } from '../aws/regions.ts';
import { accountOf, regionOf } from '../incidents/naming/arn.ts';
import { onCallNow } from '../incidents/people/on-call-now.ts';
import { callerIdentity } from './caller-identity.ts';
import { policyLine } from './check-accounts.ts';
import { type CheckContext, checked, type Finding, note, ok, toFix } from './finding.ts';

/** The contacts that `ON_CALL_GROUPS` and `CONTACTS` name: whether AWS has them, and whether their schedules can be read. */
export async function checkContacts(examined: CheckContext): Promise<Finding[]> {
  const { config, regions } = examined;
  const followed = [...new Set([...config.onCallGroups.values()].flat())];
  const named = [...config.contacts.keys()];
  if (followed.length === 0 && named.length === 0) return [];
  const list = `aws ssm-contacts list-contacts --region ${regions[0] ?? ''}`;
  return checked(
    followed.length > 0 ? 'ON_CALL_GROUPS' : 'CONTACTS',
    async () => {
      const { reads, refused } = recordingReads(examined);
      const { contacts } = await reads.listAllContacts();
      const withAlias = (alias: string) => contacts.filter((contact) => contact.alias === alias);
      const groups = followed.map(async (alias) => {
        const subject = `ON_CALL_GROUPS of ${alias}`;
        const [contact, ...others] = withAlias(alias);
        if (contact === undefined) return toFix(subject, 'AWS has no contact of that alias', list);
        if (others.length > 0) return toFix(subject, 'AWS has more than one contact of that alias', list);
        return followedFinding(examined, { subject, contact, readOnCall: reads.readOnCall, refused });
      });
      const unknown = named.filter((alias) => withAlias(alias).length === 0);
      const found = 'AWS has no contact of that alias, so no one is meant';
      const inContacts = unknown.map((alias) => note(`CONTACTS of ${alias}`, found, list));
      const all = named.length > 0 && unknown.length === 0 ? [ok('CONTACTS', 'AWS has all of these contacts')] : [];
      return [...(await Promise.all(groups)), ...inContacts, ...all];
    },
    () => list,
  );
}

/** An operation that AWS refused, by its name. */
type Refused = Map<string, unknown>;

/** The app's own reads of contacts, which also record what AWS refuses: what they return has no cause. */
function recordingReads({ clients, config, environment, regions }: CheckContext) {
  const refused: Refused = new Map();
  const direct = createContactsCall(clients, environment);
  const call: ContactsCall = async (operation, ...rest) => {
    try {
      return await direct(operation, ...rest);
    } catch (error) {
      if (toAwsError(error, operation).code === 'access_denied') refused.set(operation, error);
      throw error;
    }
  };
  const accounts = createAccounts(config.accounts, clients, createInRegions(regions, Date.now), Date.now);
  const listAllContacts = createListAllContacts(createListContacts(call, accounts, regions, Date.now), accounts);
  return { reads: { listAllContacts, readOnCall: createReadOnCall(call, accounts, Date.now) }, refused };
}

interface Followed {
  subject: string;
  contact: Contact;
  readOnCall: ReadOnCall;
  refused: Refused;
}

/** Whether it is known who is on call for the contact that a user group follows. */
async function followedFinding(
  examined: CheckContext,
  { subject, contact, readOnCall, refused }: Followed,
): Promise<Finding> {
  const { arn } = contact;
  const region = regionOf(arn) ?? '';
  const { contactArns, trouble } = onCallNow(await readOnCall(arn));
  const people = contactArns.length === 1 ? '1 person is' : `${contactArns.length} people are`;
  if (trouble === undefined && contactArns.length > 0) return ok(subject, `${people} on call now`);
  const look = `aws ssm-contacts get-contact --region ${region} --contact-id ${arn}`;
  if (trouble === undefined) return note(subject, 'nobody is on call now: the group stays as it is', look);
  const [operation] = refused.keys();
  if (operation === undefined) return toFix(subject, trouble, look);
  const account = accountOf(arn);
  const identity = examined.config.accounts?.get(account) ?? (await callerIdentity(examined)).identity;
  const action = `ssm-contacts:${operation}`;
  const fix = policyLine(identity, { action, resource: `arn:aws:ssm-contacts:*:${account}:*` });
  return toFix(subject, `AWS refused ${action}, so the group does not follow`, fix);
}
