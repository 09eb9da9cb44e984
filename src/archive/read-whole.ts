import type { Accounts } from '../aws/accounts.ts';
import type { ContactsCall } from '../aws/contacts-call.ts';
import type { IncidentsCall } from '../aws/incidents-call.ts';
import type { WireObject } from '../aws/json-call.ts';
import type { InRegions } from '../aws/regions.ts';
import { chunks, inBatches } from '../batches.ts';
import { AppError } from '../errors.ts';
import { type IncidentArn, parseIncidentArn, regionOf } from '../incidents/naming/arn.ts';
import type { ArchivedIncident, MissingPart } from './archived-incident.ts';
import type { ArchiveOperation, PacedCall } from './paced-calls.ts';

export interface WholeReader {
  /** ARNs of an account's incidents, the newest first. @throws AppError */
  list(account: string, sinceMs: number | undefined): Promise<IncidentArn[]>;
  /**
   * All that AWS keeps of one incident; a part that it refuses is named as missing.
   * @returns `undefined` where it was deleted since it was listed
   * @throws AppError where AWS did not answer: the incident is left to the next run
   */
  read(arn: IncidentArn): Promise<ArchivedIncident | undefined>;
}

export interface WholeReaderParts {
  callIncidents: IncidentsCall;
  callContacts: ContactsCall;
  accounts: Pick<Accounts, 'roleFor'>;
  inRegions: InRegions;
  paced: PacedCall;
  /** Milliseconds. */
  now: () => number;
}

type Query = (operation: ArchiveOperation, input: WireObject, region?: string) => Promise<WireObject>;

/** As many as AWS gives at once. */
const perPage = 100;
const findingsPerPage = 20;
const contactsPerPage = 1000;
/** Events of one incident that are asked for side by side. */
const eventsAtOnce = 5;

export function createWholeReader(parts: WholeReaderParts): WholeReader {
  const { callIncidents, callContacts, accounts, inRegions, paced, now } = parts;
  /** A contact is asked for once; `undefined`: it could not be read. */
  const contactsKnown = new Map<string, Promise<WireObject | undefined>>();

  async function queriesOf(account: string): Promise<{ incidents: Query; contacts: Query }> {
    const role = await accounts.roleFor(account);
    return {
      incidents: (operation, input) =>
        paced(account, operation, () =>
          inRegions(`ssm-incidents:${operation}`, (region) =>
            callIncidents(operation as Parameters<IncidentsCall>[0], input, region, role),
          ),
        ),
      contacts: (operation, input, only) =>
        paced(account, operation, () =>
          only === undefined
            ? inRegions(`ssm-contacts:${operation}`, (region) => callContacts(operation, input, region, role))
            : callContacts(operation, input, only, role),
        ),
    };
  }

  function contactOf(contacts: Query, arn: string): Promise<WireObject | undefined> {
    const known = contactsKnown.get(arn);
    if (known !== undefined) return known;
    const asked = contacts('GetContact', { ContactId: arn }, regionOf(arn) ?? '').catch((error: unknown) => {
      if (error instanceof AppError && !error.transient) return undefined;
      contactsKnown.delete(arn);
      throw error;
    });
    contactsKnown.set(arn, asked);
    return asked;
  }

  async function engagementsOf(contacts: Query, arn: string) {
    const engagements = await pagesOf(
      (token) => contacts('ListEngagements', { IncidentId: arn, MaxResults: contactsPerPage, ...token }),
      'Engagements',
      'NextToken',
    );
    const pages: WireObject[] = [];
    for (const { EngagementArn } of engagements) {
      const input = { EngagementId: EngagementArn, MaxResults: contactsPerPage };
      const region = regionOf(String(EngagementArn)) ?? '';
      const ask = (token: WireObject) => contacts('ListPagesByEngagement', { ...input, ...token }, region);
      pages.push(...(await pagesOf(ask, 'Pages', 'NextToken')));
    }
    const named = new Set([...engagements, ...pages].map(({ ContactArn }) => String(ContactArn)));
    const found = await Promise.all([...named].map((each) => contactOf(contacts, each)));
    return { engagements, pages, contacts: found.filter((each) => each !== undefined) };
  }

  return {
    async list(account, sinceMs) {
      const { incidents } = await queriesOf(account);
      const condition = { after: (sinceMs ?? 0) / 1000 };
      const filters = sinceMs === undefined ? [] : [{ key: 'creationTime', condition }];
      const ask = (token: WireObject) => incidents('ListIncidentRecords', { filters, maxResults: perPage, ...token });
      const arns = new Map<string, IncidentArn>();
      for await (const summary of each(ask, 'incidentRecordSummaries', 'nextToken')) {
        const arn = parseIncidentArn(String(summary.arn));
        if (arn !== undefined) arns.set(arn.arn, arn);
      }
      return [...arns.values()];
    },

    async read({ arn, account }) {
      const { incidents, contacts } = await queriesOf(account);
      const readAt = new Date(now()).toISOString();
      const record = await unlessGone(incidents('GetIncidentRecord', { arn }));
      if (record === undefined) return undefined;
      const missing: MissingPart[] = [];

      async function part<T>(name: MissingPart['part'], reading: Promise<T>, none: T): Promise<T> {
        try {
          return await reading;
        } catch (error) {
          if (!(error instanceof AppError) || error.transient) throw error;
          missing.push({ part: name, why: error.message });
          return none;
        }
      }

      const [timelineEvents, relatedItems, findings, engaged] = await Promise.all([
        part('timeline', timelineOf(incidents, arn), []),
        part('relatedItems', relatedItemsOf(incidents, arn), []),
        part('findings', findingsOf(incidents, arn), []),
        part('engagements', engagementsOf(contacts, arn), { engagements: [], pages: [], contacts: [] }),
      ]);
      return {
        archive: { format: 1, readAt, missing },
        incidentRecord: objectIn(record, 'incidentRecord'),
        timelineEvents,
        relatedItems,
        findings,
        ...engaged,
      };
    },
  };
}

async function timelineOf(incidents: Query, incidentRecordArn: string): Promise<WireObject[]> {
  const input = { incidentRecordArn, sortBy: 'EVENT_TIME', sortOrder: 'ASCENDING', maxResults: perPage };
  const ask = (token: WireObject) => incidents('ListTimelineEvents', { ...input, ...token });
  const summaries = await pagesOf(ask, 'eventSummaries', 'nextToken');
  return inBatches(summaries, eventsAtOnce, async (summary) => {
    const { eventId } = summary;
    const whole = await unlessGone(incidents('GetTimelineEvent', { eventId, incidentRecordArn }));
    // Deleted meanwhile: what was listed of it is kept.
    return whole === undefined ? summary : objectIn(whole, 'event');
  });
}

function relatedItemsOf(incidents: Query, incidentRecordArn: string): Promise<WireObject[]> {
  const ask = (token: WireObject) =>
    incidents('ListRelatedItems', { incidentRecordArn, maxResults: perPage, ...token });
  return pagesOf(ask, 'relatedItems', 'nextToken');
}

async function findingsOf(incidents: Query, incidentRecordArn: string): Promise<WireObject[]> {
  const ask = (token: WireObject) =>
    incidents('ListIncidentFindings', { incidentRecordArn, maxResults: findingsPerPage, ...token });
  const listed = await pagesOf(ask, 'findings', 'nextToken');
  const found: WireObject[] = [];
  for (const page of chunks(listed, findingsPerPage)) {
    const findingIds = page.map(({ id }) => id);
    const answer = await incidents('BatchGetIncidentFindings', { incidentRecordArn, findingIds });
    found.push(...objectsIn(answer, 'findings'));
  }
  return found;
}

/** The items of all pages of a list. */
async function* each(ask: (token: WireObject) => Promise<WireObject>, items: string, tokenName: string) {
  let token: WireObject = {};
  for (;;) {
    const page = await ask(token);
    yield* objectsIn(page, items);
    const next = page[tokenName];
    if (typeof next !== 'string' || next === '') return;
    token = { [tokenName]: next };
  }
}

async function pagesOf(...list: Parameters<typeof each>): Promise<WireObject[]> {
  const items: WireObject[] = [];
  for await (const item of each(...list)) items.push(item);
  return items;
}

const unlessGone = (reading: Promise<WireObject>): Promise<WireObject | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'no_such_incident') return undefined;
    throw error;
  });

function objectIn(answer: WireObject, name: string): WireObject {
  const value = answer[name];
  if (typeof value === 'object' && value !== null) return value as WireObject;
  throw new AppError('aws_unavailable', `AWS answered without ${name}.`);
}

const objectsIn = (answer: WireObject, name: string): WireObject[] => {
  const list = answer[name];
  return Array.isArray(list) ? list.filter((item) => typeof item === 'object' && item !== null) : [];
};
