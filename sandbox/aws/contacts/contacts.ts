import { accountOf, lastPart, regionIn } from '../arns.ts';
import { notFound, validationError } from '../service-error.ts';
import { acceptCodeOf, type Contact, type Engagement, type Page } from './contact.ts';
import type { Rotation } from './rotation.ts';
import { shiftsOf } from './shifts.ts';

export interface StartEngagement {
  contactArn: string;
  sender: string;
  subject: string;
  content: string;
  publicSubject?: string | undefined;
  publicContent?: string | undefined;
  incidentId?: string | undefined;
}

/** What a recipient says about a page: it arrived, or they acknowledge it. */
export interface AcceptPage {
  type: 'DELIVERED' | 'READ';
  /** The digits from the page. */
  code: string;
  /** Whether any code is accepted. */
  anyCode?: boolean;
}

/** An event of a page; Incident Manager records it in the incident's timeline. */
export interface PageEvent {
  kind: 'paged' | 'acknowledged';
  page: Page;
}

/** The embedded contacts: who can be paged, who was paged, and who acknowledged. */
export interface Contacts {
  put(contact: Contact): void;
  putRotation(rotation: Rotation): void;
  /** Adds an engagement with its pages, without an event. */
  putEngagement(engagement: Engagement, pages: readonly Page[]): void;
  find(arn: string): Contact | undefined;
  /** Contacts, ordered by alias. */
  list(account: string, region: string): Contact[];
  findRotation(arn: string): Rotation | undefined;
  /** Rotations, ordered by name. */
  rotations(account: string, region: string): Rotation[];
  findEngagement(arn: string): Engagement | undefined;
  /** Engagements, newest first. */
  engagements(incidentId?: string): Engagement[];
  pages(engagementArn: string): Page[];
  /** Pages an existing contact: of an escalation plan the first stage, of a schedule those who are on call now. */
  engage(request: StartEngagement): Engagement;
  findPage(arn: string): Page | undefined;
  /**
   * Records that a page arrived or was acknowledged.
   * @returns whether that is new
   * @throws ServiceError ResourceNotFoundException for an unknown page, ValidationException for a wrong code
   */
  accept(pageArn: string, accepted: AcceptPage): boolean;
  /** Ends the incident's active engagements. */
  stop(incidentId: string): void;
  onPage(listener: (event: PageEvent) => void): void;
}

/** @param now epoch milliseconds */
export function createContacts({ now, newId }: { now: () => number; newId: () => string }): Contacts {
  const contacts = new Map<string, Contact>();
  const rotations = new Map<string, Rotation>();
  const engagements = new Map<string, Engagement>();
  const pages = new Map<string, Page>();
  const listeners: ((event: PageEvent) => void)[] = [];
  const emit = (event: PageEvent) => {
    for (const listener of listeners) listener(event);
  };
  const arnOf = (kind: 'engagement' | 'page', contactArn: string) =>
    `arn:aws:ssm-contacts:${regionIn(contactArn)}:${accountOf(contactArn)}:${kind}/${lastPart(contactArn)}/${newId()}`;

  const ofRegion = <T extends { arn: string }>(all: Iterable<T>, account: string, region: string): T[] =>
    [...all].filter(({ arn }) => accountOf(arn) === account && regionIn(arn) === region);

  /** The people whom an engagement of a contact pages first. Schedules and plans do not contain plans. */
  function peopleOf(contactArn: string): string[] {
    const { stages, rotations: ofSchedule } = contacts.get(contactArn) ?? {};
    const [first] = stages ?? [];
    if (first !== undefined) return [...new Set(first.targets.flatMap(peopleOf))];
    if (ofSchedule === undefined) return [contactArn];
    const onCall = ofSchedule
      .flatMap((arn) => rotations.get(arn) ?? [])
      .flatMap((one) => shiftsOf(one, now(), now() + 1));
    return [...new Set(onCall.flatMap((shift) => shift.contactArns))];
  }

  return {
    put: (contact) => void contacts.set(contact.arn, contact),
    putRotation: (rotation) => void rotations.set(rotation.arn, rotation),
    putEngagement(engagement, engagementPages) {
      engagements.set(engagement.arn, engagement);
      for (const page of engagementPages) pages.set(page.arn, page);
    },
    find: (arn) => contacts.get(arn),
    list: (account, region) =>
      ofRegion(contacts.values(), account, region).sort((a, b) => a.alias.localeCompare(b.alias)),
    findRotation: (arn) => rotations.get(arn),
    rotations: (account, region) =>
      ofRegion(rotations.values(), account, region).sort((a, b) => a.name.localeCompare(b.name)),
    findEngagement: (arn) => engagements.get(arn),
    engagements: (incidentId) =>
      [...engagements.values()]
        .filter((engagement) => incidentId === undefined || engagement.incidentId === incidentId)
        .sort((a, b) => b.startedAtMs - a.startedAtMs),
    pages: (engagementArn) => [...pages.values()].filter((page) => page.engagementArn === engagementArn),

    engage(request) {
      const { contactArn, sender, incidentId } = request;
      const engagement: Engagement = { ...request, arn: arnOf('engagement', contactArn), startedAtMs: now() };
      engagements.set(engagement.arn, engagement);
      for (const person of peopleOf(contactArn)) {
        const page: Page = {
          arn: arnOf('page', person),
          engagementArn: engagement.arn,
          contactArn: person,
          sender,
          incidentId,
          sentAtMs: now(),
          deliveredAtMs: now(),
        };
        pages.set(page.arn, page);
        emit({ kind: 'paged', page });
      }
      return engagement;
    },

    findPage: (arn) => pages.get(arn),
    accept(pageArn, { type, code, anyCode = false }) {
      const page = pages.get(pageArn);
      if (page === undefined) throw notFound('page', pageArn);
      if (!anyCode && code !== acceptCodeOf(pageArn)) throw validationError('Invalid value provided - AcceptCode');
      const isNew = (type === 'READ' ? page.readAtMs : page.deliveredAtMs) === undefined;
      page.deliveredAtMs ??= now();
      if (type === 'DELIVERED' || !isNew) return isNew;
      page.readAtMs = now();
      emit({ kind: 'acknowledged', page });
      return true;
    },

    stop(incidentId) {
      for (const engagement of engagements.values()) {
        if (engagement.incidentId === incidentId) engagement.stoppedAtMs ??= now();
      }
    },

    onPage: (listener) => void listeners.push(listener),
  };
}
