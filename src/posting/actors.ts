import { z } from 'zod';
import { appActor, personOf, principalsIn, slackActor } from '../incidents/people/person.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Runbook } from '../incidents/runbook.ts';
import { type TimelineEvent, textIn, timelineData } from '../incidents/timeline/timeline-event.ts';
import type { Item, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

/** The fields of a record that a write from Slack changes; empty when the record does not show the change. */
export type ClaimedChanges = Partial<Pick<IncidentRecord, 'status' | 'impact' | 'title' | 'summary'>>;

/** A write from Slack that will be or was sent to AWS. */
export interface Claim {
  /** Identifies the write; the same when its job is retried. */
  key: string;
  /** The requester. */
  editor: { id: string; name: string };
}

/** The target of a write: an incident, or the response plan that an incident is started from. */
export type Claimed = { incident: string } | { account: string; plan: string };

/**
 * Stores who changes incidents from Slack, because AWS only sees the app's own role. Stored before the write, because AWS's
 * notification may arrive before the response.
 */
export interface Actors {
  /** Must be called before a write is sent. */
  claim(what: Claimed, claim: Claim, changes: ClaimedChanges): Promise<void>;
  /** Removes a claim after the write was refused. */
  withdraw(what: Claimed, key: string): Promise<void>;
  /** Ties a claim to the record that the write produced, so that it applies to no other. */
  confirm(record: Pick<IncidentRecord, 'arn' | 'modifiedAtMs'>, key: string): Promise<void>;
  /** Stores the creator of an incident that was started from Slack. */
  started(plan: Claimed, arn: string, claim: Claim): Promise<void>;
  /** Replaces the app's role, as creator or last editor of a record, by the person for whom the app acted. */
  named(record: IncidentRecord): Promise<IncidentRecord>;
  /** Replaces the app's role in a timeline event, so that it does not appear as a person. */
  namedEvent(event: TimelineEvent): Promise<TimelineEvent>;
  /** Replaces the app's role in a runbook's failure message. */
  namedRunbook(runbook: Runbook): Promise<Runbook>;
}

export interface ActorsOptions {
  store: Store;
  /** Whether a principal is the app itself; `false` when that is unknown. */
  isOwn: (principal: string) => Promise<boolean>;
  /** Milliseconds. */
  now: () => number;
}

const write = z.object({
  key: z.string(),
  by: z.string(),
  atMs: z.number(),
  changes: z.record(z.string(), z.union([z.string(), z.number()])),
  /** For a confirmed write: `modifiedAtMs` of the record that it produced. */
  modifiedAtMs: z.number().optional(),
});
type Write = z.infer<typeof write>;
const stored = z.object({ writes: z.array(write), creator: z.string().optional() });
type Stored = z.infer<typeof stored>;

/** As long as a card is stored, in milliseconds. */
const keepMs = 90 * 86_400_000;
/** The most writes stored for one incident, or for the starts of one response plan. */
const maxWrites = 20;
/** A write without visible changes may explain a modification within this time, in milliseconds. */
const nearMs = 600_000;

export const writesKey = (what: Claimed) => ({
  partition: 'incident' in what ? `actors ${what.incident}` : `actors start ${what.account} ${what.plan}`,
  sort: 'writes',
});

export function createActors({ store, isOwn, now }: ActorsOptions): Actors {
  // An item of another version of the app that does not parse counts as empty.
  const parse = (item: Item | undefined): Stored => stored.safeParse(item?.value).data ?? { writes: [] };
  const read = async (what: Claimed): Promise<Stored> => parse(await store.get(writesKey(what)));

  async function change(what: Claimed, next: (value: Stored) => Stored): Promise<void> {
    await updateItem(store, writesKey(what), (item) => {
      const { writes, creator } = next(parse(item));
      const value = { writes: writes.slice(-maxWrites), ...(creator !== undefined && { creator }) };
      return { value, expiresAtMs: now() + keepMs };
    });
  }

  /** Who started an incident whose notification arrived before the response of the start. */
  async function starter(record: IncidentRecord): Promise<string | undefined> {
    const { account, plan } = record.arn;
    const { writes } = await read({ account, plan });
    return writes.findLast((one) => one.modifiedAtMs === undefined && shows(record, one.changes))?.by;
  }

  /** A text of AWS's with the app's name in place of the ARNs of its own role. */
  async function withoutOwnRole(text: string): Promise<string> {
    let named = text;
    for (const arn of principalsIn(text)) if (await isOwn(arn)) named = named.replaceAll(arn, personOf(appActor));
    return named;
  }

  async function withoutOwnInvoker(record: IncidentRecord): Promise<IncidentRecord> {
    const { invokedBy = '' } = record.source;
    if (invokedBy === '' || !(await isOwn(invokedBy))) return record;
    return { ...record, source: { ...record.source, invokedBy: appActor } };
  }

  return {
    claim: (what, { key, editor }, changes) =>
      change(what, ({ writes, ...rest }) => {
        const known = writes.some((one) => one.key === key);
        const claimed = { key, by: slackActor(editor.id, editor.name), atMs: now(), changes: { ...changes } };
        return { ...rest, writes: known ? writes : [...writes, claimed] };
      }),
    withdraw: (what, key) =>
      change(what, ({ writes, ...rest }) => ({ ...rest, writes: writes.filter((one) => one.key !== key) })),
    confirm: ({ arn, modifiedAtMs }, key) =>
      change({ incident: arn.arn }, ({ writes, ...rest }) => ({
        ...rest,
        writes: writes.map((one) => (one.key === key ? { ...one, modifiedAtMs } : one)),
      })),
    async started(plan, arn, { key, editor }) {
      await change({ incident: arn }, (value) => ({
        ...value,
        // AWS may have returned an open incident that someone else started.
        creator: value.creator ?? slackActor(editor.id, editor.name),
      }));
      await change(plan, ({ writes, ...rest }) => ({ ...rest, writes: writes.filter((one) => one.key !== key) }));
    },
    async named(given) {
      const record = await withoutOwnInvoker(given);
      const { modifiedBy, modifiedAtMs, source } = record;
      const [changed, created] = [await isOwn(modifiedBy), await isOwn(source.createdBy)];
      const { writes, creator } = await read({ incident: record.arn.arn });
      const confirmed = writes.find((one) => one.modifiedAtMs === modifiedAtMs)?.by;
      if (!changed && !created) return confirmed === undefined ? record : { ...record, modifiedBy: confirmed };
      const by = created ? (creator ?? (await starter(record))) : undefined;
      const open = writes.filter((one) => one.modifiedAtMs === undefined && shows(record, one.changes));
      // A write whose changes the record shows is a better match than one without visible changes.
      const latest = open.findLast(isVisible) ?? open.findLast(({ atMs }) => Math.abs(modifiedAtMs - atMs) < nearMs);
      const untouched = writes.every((one) => one.modifiedAtMs === undefined);
      const changer = confirmed ?? latest?.by ?? (untouched ? by : undefined) ?? appActor;
      return {
        ...record,
        ...(changed && { modifiedBy: changer }),
        ...(created && { source: { ...source, createdBy: by ?? appActor } }),
      };
    },
    async namedEvent(event) {
      if (event.data === undefined || writtenByPeople.has(event.type)) return event;
      const data = timelineData(event);
      const by = textIn(data, 'modifiedBy');
      const isChange = by !== '' && (await isOwn(by));
      const named = isChange ? JSON.stringify({ ...(data as object), modifiedBy: appActor }) : event.data;
      return { ...event, data: await withoutOwnRole(named) };
    },
    async namedRunbook(runbook) {
      const { failureMessage } = runbook;
      if (failureMessage === undefined) return runbook;
      return { ...runbook, failureMessage: await withoutOwnRole(failureMessage) };
    },
  };
}

/** The event types whose text people wrote: it stays unchanged. */
const writtenByPeople: ReadonlySet<string> = new Set(['Custom Event', 'Note']);

const isVisible = ({ changes }: Write): boolean => Object.keys(changes).length > 0;

/** Whether a record has all changes of a write. */
function shows(record: IncidentRecord, changes: Write['changes']): boolean {
  const is: Readonly<Record<string, unknown>> = { ...record, summary: record.summary ?? '' };
  return Object.entries(changes).every(([name, value]) => is[name] === value);
}
