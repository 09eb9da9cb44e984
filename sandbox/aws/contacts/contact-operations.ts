import { createHash } from 'node:crypto';
import { accountOf, regionIn } from '../arns.ts';
import type { Caller } from '../handler.ts';
import type { Operations } from '../protocol/operation.ts';
import { accessDenied, notFound } from '../service-error.ts';
import type { Contact, Email, Engagement, Page } from './contact.ts';
import type { AcceptPage, Contacts } from './contacts.ts';
import { type PageInput, pageFor } from './page-input.ts';
import { rotationOperations } from './rotation-operations.ts';

interface ListContactsInput extends PageInput {
  AliasPrefix?: string;
  Type?: Contact['type'];
}

interface ListEngagementsInput extends PageInput {
  IncidentId?: string;
  TimeRangeValue?: { StartTime?: Date; EndTime?: Date };
}

interface AcceptPageInput {
  PageId: string;
  AcceptType: AcceptPage['type'];
  AcceptCode: string;
  /** Absent: as `ENFORCE`. */
  AcceptCodeValidation?: 'IGNORE' | 'ENFORCE';
}

interface StartEngagementInput {
  ContactId: string;
  Sender: string;
  Subject: string;
  Content: string;
  PublicSubject?: string;
  PublicContent?: string;
  IncidentId?: string;
}

/** The contacts service's operations. Contacts belong to the account and Region that their ARNs name. */
export function contactOperations(contacts: Contacts, now: () => number): Operations {
  function own<T extends { arn: string }>(
    kind: string,
    action: string,
    arn: string,
    found: T | undefined,
    caller: Caller,
  ): T {
    if (accountOf(arn) !== caller.account) throw accessDenied(caller.principal, `ssm-contacts:${action}`, arn);
    if (found === undefined || regionIn(arn) !== caller.region) throw notFound(kind, arn);
    return found;
  }
  const contact = (action: string, arn: string, caller: Caller) =>
    own('contact', action, arn, contacts.find(arn), caller);
  const engagement = (action: string, arn: string, caller: Caller) =>
    own('engagement', action, arn, contacts.findEngagement(arn), caller);

  return {
    ...rotationOperations(contacts, now),

    GetContact({ ContactId }: { ContactId: string }, caller: Caller) {
      const found = contact('GetContact', ContactId, caller);
      return { ...describeContact(found), Plan: planOf(found) };
    },

    ListContactChannels({ ContactId, ...asked }: PageInput & { ContactId: string }, caller: Caller) {
      const found = contact('ListContactChannels', ContactId, caller);
      const page = pageFor(found.emails ?? [], asked);
      return { ContactChannels: page.items.map((email) => describeEmail(found, email)), NextToken: page.next };
    },

    ListContacts({ AliasPrefix = '', Type, ...asked }: ListContactsInput, caller: Caller) {
      const matching = contacts
        .list(caller.account, caller.region)
        .filter(({ alias, type }) => alias.startsWith(AliasPrefix) && (Type === undefined || type === Type));
      const page = pageFor(matching, asked);
      return { Contacts: page.items.map(describeContact), NextToken: page.next };
    },

    DescribeEngagement({ EngagementId }: { EngagementId: string }, caller: Caller) {
      const found = engagement('DescribeEngagement', EngagementId, caller);
      const { subject, content, publicSubject, publicContent } = found;
      return {
        ...describeEngagement(found),
        Subject: subject,
        Content: content,
        PublicSubject: publicSubject,
        PublicContent: publicContent,
      };
    },

    ListEngagements({ IncidentId, TimeRangeValue, ...asked }: ListEngagementsInput, caller: Caller) {
      const from = TimeRangeValue?.StartTime?.getTime() ?? Number.NEGATIVE_INFINITY;
      const to = TimeRangeValue?.EndTime?.getTime() ?? Number.POSITIVE_INFINITY;
      const matching = contacts
        .engagements(IncidentId)
        .filter(({ arn }) => accountOf(arn) === caller.account && regionIn(arn) === caller.region)
        .filter(({ startedAtMs }) => startedAtMs >= from && startedAtMs <= to);
      const page = pageFor(matching, asked);
      return { Engagements: page.items.map(describeEngagement), NextToken: page.next };
    },

    ListPagesByEngagement(input: PageInput & { EngagementId: string }, caller: Caller) {
      const { arn } = engagement('ListPagesByEngagement', input.EngagementId, caller);
      const page = pageFor(contacts.pages(arn), input);
      return { Pages: page.items.map(describePage), NextToken: page.next };
    },

    StartEngagement(input: StartEngagementInput, caller: Caller) {
      const { arn } = contacts.engage({
        contactArn: contact('StartEngagement', input.ContactId, caller).arn,
        sender: input.Sender,
        subject: input.Subject,
        content: input.Content,
        publicSubject: input.PublicSubject,
        publicContent: input.PublicContent,
        incidentId: input.IncidentId,
      });
      return { EngagementArn: arn };
    },

    AcceptPage({ PageId, AcceptType, AcceptCode, AcceptCodeValidation }: AcceptPageInput, caller: Caller) {
      const { arn } = own('page', 'AcceptPage', PageId, contacts.findPage(PageId), caller);
      contacts.accept(arn, { type: AcceptType, code: AcceptCode, anyCode: AcceptCodeValidation === 'IGNORE' });
      return {};
    },

    StopEngagement({ EngagementId }: { EngagementId: string }, caller: Caller) {
      engagement('StopEngagement', EngagementId, caller).stoppedAtMs ??= now();
      return {};
    },
  };
}

const describeContact = ({ arn, alias, displayName, type }: Contact) => ({
  ContactArn: arn,
  Alias: alias,
  DisplayName: displayName,
  Type: type,
});

const describeEmail = ({ arn, alias }: Contact, { address, activated = true }: Email) => ({
  ContactChannelArn: `${arn.replace(':contact/', ':contact-channel/')}/${channelId(address)}`,
  ContactArn: arn,
  Name: `${alias} e-mail`,
  Type: 'EMAIL',
  DeliveryAddress: { SimpleAddress: address },
  ActivationStatus: activated ? 'ACTIVATED' : 'NOT_ACTIVATED',
});

const channelId = (address: string): string => {
  const hex = createHash('sha256').update(address).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
};

/** A schedule has rotations; people and escalation plans have stages. */
const planOf = ({ stages = [], rotations }: Contact) =>
  rotations === undefined
    ? {
        Stages: stages.map(({ minutes, targets }) => ({
          DurationInMinutes: minutes,
          Targets: targets.map((arn) => ({ ContactTargetInfo: { ContactId: arn, IsEssential: false } })),
        })),
      }
    : { RotationIds: rotations };

const describeEngagement = (engagement: Engagement) => ({
  EngagementArn: engagement.arn,
  ContactArn: engagement.contactArn,
  Sender: engagement.sender,
  IncidentId: engagement.incidentId,
  StartTime: new Date(engagement.startedAtMs),
  StopTime: date(engagement.stoppedAtMs),
});

const describePage = (page: Page) => ({
  PageArn: page.arn,
  EngagementArn: page.engagementArn,
  ContactArn: page.contactArn,
  Sender: page.sender,
  IncidentId: page.incidentId,
  SentTime: new Date(page.sentAtMs),
  DeliveryTime: date(page.deliveredAtMs),
  ReadTime: date(page.readAtMs),
});

const date = (timeMs: number | undefined) => (timeMs === undefined ? undefined : new Date(timeMs));
