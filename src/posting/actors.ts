import { z } from 'zod';
import { parseIncidentArn } from '../incidents/arn.ts';
import { appActor, personOf, principalsIn, slackActor } from '../incidents/person.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Runbook } from '../incidents/runbook.ts';
import { type TimelineEvent, textIn, timelineData } from '../incidents/timeline-event.ts';
import type { Item, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

/** What a write from Slack is about to change of a record; empty where that cannot be told from the record. */
export type ClaimedChanges = Partial<Pick<IncidentRecord, 'status' | 'impact' | 'title' | 'summary'>>;

/** A write from Slack that is about to be sent to AWS, or was. */
export interface Claim {
  /** Tells the write from all others; the same when its job is delivered again. */
  key: string;
  /** Who asked for it. */
  editor: { id: string; name: string };
}

/** An incident, or the response plan that one is about to be started from. */
export type Claimed = { incident: string } | { account: string; plan: string };

/**
 * Remembers who changes records from Slack. To AWS all of them are the app's own role, which would tell people nothing.
 * A notification may come before the answer to the write does, so who writes is remembered before the write.
 */
export interface Actors {
  /** To be called before a write is sent. */
  claim(what: Claimed, claim: Claim, changes: ClaimedChanges): Promise<void>;
  /** The write was refused: nothing was done. */
  withdraw(what: Claimed, key: string): Promise<void>;
  /** The write was done, and made this record: from now on it stands for no other. */
  settle(record: Pick<IncidentRecord, 'arn' | 'modifiedAtMs'>, key: string): Promise<void>;
  /** An incident was started: its first writer is known. */
  started(plan: Claimed, arn: string, claim: Claim): Promise<void>;
  /** The record with who really created it and changed it last, where the app did that for somebody. */
  named(record: IncidentRecord): Promise<IncidentRecord>;
  /** A timeline event in which the app's own role is not told as a person. */
  namedEvent(event: TimelineEvent): Promise<TimelineEvent>;
  /** A runbook whose failure message names the app in place of its own role. */
  namedRunbook(runbook: Runbook): Promise<Runbook>;
}

export interface ActorsOptions {
  store: Store;
  /** Whether a principal is the app itself; `false` too where that cannot be told. */
  isOwn: (principal: string) => Promise<boolean>;
  /** Milliseconds. */
  now: () => number;
}

const write = z.object({
  key: z.string(),
  by: z.string(),
  atMs: z.number(),
  changes: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of a write that was done: `modifiedAtMs` of the record it made. */
  modifiedAtMs: z.number().optional(),
});
type Write = z.infer<typeof write>;
const stored = z.object({ writes: z.array(write), creator: z.string().optional() });
type Stored = z.infer<typeof stored>;

/** As long as a card is kept, in milliseconds. */
const keepMs = 90 * 86_400_000;
/** Writes remembered of one incident, or of one response plan's starts. */
const mostWrites = 20;
/** A write that leaves no trace in the record may have made one that was modified within so long of it, in milliseconds. */
const nearMs = 600_000;

export function createActors({ store, isOwn, now }: ActorsOptions): Actors {
  const placeOf = (what: Claimed) => ({
    partition: 'incident' in what ? `actors ${what.incident}` : `actors start ${what.account} ${what.plan}`,
    sort: 'writes',
  });

  // What another version of the app remembered counts as nothing.
  const parse = (item: Item | undefined): Stored => stored.safeParse(item?.value).data ?? { writes: [] };
  const read = async (what: Claimed): Promise<Stored> => parse(await store.get(placeOf(what)));

  async function change(what: Claimed, next: (value: Stored) => Stored): Promise<void> {
    await updateItem(store, placeOf(what), (item) => {
      const { writes, creator } = next(parse(item));
      const value = { writes: writes.slice(-mostWrites), ...(creator !== undefined && { creator }) };
      return { value, expiresAtMs: now() + keepMs };
    });
  }

  /** Who started an incident that nobody noted yet: its notification was faster than the answer to the start. */
  async function starter(record: IncidentRecord): Promise<string | undefined> {
    const arn = parseIncidentArn(record.arn);
    if (arn === undefined) return undefined;
    const { writes } = await read({ account: arn.account, plan: arn.plan });
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
    settle: ({ arn, modifiedAtMs }, key) =>
      change({ incident: arn }, ({ writes, ...rest }) => ({
        ...rest,
        writes: writes.map((one) => (one.key === key ? { ...one, modifiedAtMs } : one)),
      })),
    async started(plan, arn, { key, editor }) {
      await change({ incident: arn }, (value) => ({
        ...value,
        // AWS may have given an open incident that somebody else started.
        creator: value.creator ?? slackActor(editor.id, editor.name),
      }));
      await change(plan, ({ writes, ...rest }) => ({ ...rest, writes: writes.filter((one) => one.key !== key) }));
    },
    async named(given) {
      const record = await withoutOwnInvoker(given);
      const { modifiedBy, modifiedAtMs, source } = record;
      const [changed, created] = [await isOwn(modifiedBy), await isOwn(source.createdBy)];
      const { writes, creator } = await read({ incident: record.arn });
      const settled = writes.find((one) => one.modifiedAtMs === modifiedAtMs)?.by;
      if (!changed && !created) return settled === undefined ? record : { ...record, modifiedBy: settled };
      const by = created ? (creator ?? (await starter(record))) : undefined;
      const open = writes.filter((one) => one.modifiedAtMs === undefined && shows(record, one.changes));
      // A write that the record shows to be done tells more than one that leaves no trace in it.
      const latest = open.findLast(leavesTrace) ?? open.findLast(({ atMs }) => Math.abs(modifiedAtMs - atMs) < nearMs);
      const untouched = writes.every((one) => one.modifiedAtMs === undefined);
      const changer = settled ?? latest?.by ?? (untouched ? by : undefined) ?? appActor;
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

/** Texts that people wrote stay as they are. */
const writtenByPeople: ReadonlySet<string> = new Set(['Custom Event', 'Note']);

const leavesTrace = ({ changes }: Write): boolean => Object.keys(changes).length > 0;

/** Whether a record is as a write was to make it. */
function shows(record: IncidentRecord, changes: Write['changes']): boolean {
  const is: Readonly<Record<string, unknown>> = { ...record, summary: record.summary ?? '' };
  return Object.entries(changes).every(([name, value]) => is[name] === value);
}
