import { accountOf } from '../arns.ts';
import type { Automation } from '../automation/automation.ts';
import { acceptCodeOf } from '../contacts/contact.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Caller } from '../handler.ts';
import type { OpsItems } from '../ops-items/ops-items.ts';
import type { Change } from './change.ts';
import { deleteIncident } from './delete-incident.ts';
import { findIncident, findPlan, type IncidentContext } from './incident-context.ts';
import { modifyRecord, type RecordChanges } from './modify.ts';
import { emitUnpublished, factsOf, publish } from './publish.ts';
import { relate } from './relate.ts';
import { createReplicationSets } from './replication-sets.ts';
import { type StartRequest, startIncident } from './start-incident.ts';
import type { StoredEvent, StoredIncident, StoredItem, StoredPlan } from './stored-incident.ts';
import { writeTimeline } from './write-timeline.ts';

/** The embedded Incident Manager's interface for the sandbox and tests, without HTTP. Errors are `ServiceError`s. */
export interface IncidentManager {
  context: IncidentContext;
  /** Starts an incident from a response plan, as a person, an alarm or a rule. @returns the incident's ARN */
  start(planArn: string, request?: StartRequest): string;
  update(arn: string, changes: RecordChanges, by?: string): void;
  resolve(arn: string, by?: string): void;
  /** Acknowledges the oldest open page of an incident, of the given contact if any. False when there is none. */
  acknowledge(arn: string, contactArn?: string): boolean;
  /** Adds a timeline event of any type, as AWS itself does. @param data JSON text */
  addTimelineEvent(arn: string, type: string, data: string, atMs?: number): StoredEvent;
  addRelatedItem(arn: string, item: StoredItem, by?: string): void;
  delete(arn: string): void;
  get(arn: string): StoredIncident | undefined;
  /** Incidents of all accounts, newest first. */
  list(): StoredIncident[];
  plans(): StoredPlan[];
  /** Adds an incident or a plan as it is, without an event. */
  put(incident: StoredIncident): void;
  putPlan(plan: StoredPlan): void;
  /** Shares a plan and its incidents with another account. */
  share(planArn: string, account: string): void;
  /** Calls a listener for every change, from any caller. @returns a function that removes the listener */
  onChange(listener: (change: Change) => void): () => void;
}

interface IncidentManagerOptions {
  /** Epoch milliseconds. */
  now: () => number;
  newId: () => string;
  automation: Automation;
  contacts: Contacts;
  opsItems: OpsItems;
  account: string;
  /** Regions of the replication set. Incidents started without HTTP start in the first. */
  regions: readonly [string, ...string[]];
}

export function createIncidentManager(options: IncidentManagerOptions): IncidentManager {
  const { now, newId, automation, contacts, opsItems, account, regions } = options;
  const listeners = new Set<(change: Change) => void>();
  const person = `arn:aws:sts::${account}:assumed-role/Admin/exampleUser`;
  const context: IncidentContext = {
    now,
    newId,
    automation,
    contacts,
    opsItems,
    incidents: new Map(),
    plans: new Map(),
    tags: new Map(),
    policies: new Map(),
    shares: new Map(),
    replicationSetOf: createReplicationSets(regions, now, newId),
    emit: (change) => {
      for (const listener of listeners) listener(change);
    },
  };
  const ownerOf = (arn: string): Caller => ({
    account: accountOf(arn),
    principal: person,
    region: regions[0],
  });
  const find = (arn: string) => findIncident(context, arn, ownerOf(arn), 'GetIncidentRecord');
  const update = (arn: string, changes: RecordChanges, by = person) => modifyRecord(context, find(arn), changes, by);

  contacts.onPage(({ kind, page }) => {
    const incident = page.incidentId === undefined ? undefined : context.incidents.get(page.incidentId);
    if (incident === undefined) return;
    const { contactArn, engagementArn } = page;
    publish(context, incident, { kind, contactArn, engagementArn, ...factsOf(context, incident, contactArn) });
  });

  return {
    context,
    start(planArn, request = {}) {
      const caller = ownerOf(planArn);
      const plan = findPlan(context, planArn, caller, 'StartIncident');
      return startIncident(context, plan, request, caller).record.arn;
    },
    update,
    resolve: (arn, by) => update(arn, { status: 'RESOLVED' }, by),
    acknowledge(arn, contactArn) {
      const open = contacts
        .engagements(arn)
        .flatMap((engagement) => contacts.pages(engagement.arn))
        .filter((page) => page.readAtMs === undefined && (contactArn === undefined || page.contactArn === contactArn))
        .sort((a, b) => a.sentAtMs - b.sentAtMs);
      const [page] = open;
      return page !== undefined && contacts.accept(page.arn, { type: 'READ', code: acceptCodeOf(page.arn) });
    },
    addTimelineEvent(arn, type, data, atMs = now()) {
      const event = writeTimeline(context, find(arn), type, data, { atMs });
      emitUnpublished(context, find(arn), 'noted', person);
      return event;
    },
    addRelatedItem: (arn, item, by = person) => void relate(context, find(arn), item, by),
    delete: (arn) => deleteIncident(context, find(arn), person),
    get: (arn) => context.incidents.get(arn),
    list: () =>
      [...context.incidents.values()].sort((a, b) => b.record.creationTime.getTime() - a.record.creationTime.getTime()),
    plans: () => [...context.plans.values()],
    put: (incident) => void context.incidents.set(incident.record.arn, incident),
    putPlan: (plan) => void context.plans.set(plan.arn, plan),
    share(planArn, otherAccount) {
      const accounts = context.shares.get(planArn) ?? new Set();
      context.shares.set(planArn, accounts.add(otherAccount));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
