import { randomUUID } from 'node:crypto';
import type { ReadEngagementsInTurn } from '../aws/read/engagements-in-turn.ts';
import type { ReadNotes } from '../aws/read/notes.ts';
import type { ReadSnapshot } from '../aws/read/read-snapshot.ts';
import { AppError } from '../errors.ts';
import { engagementsReadAtMs } from '../incidents/later-snapshot.ts';
import type { IncidentArn } from '../incidents/naming/arn.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { RefreshJob, SyncJob } from '../jobs/job.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { syncJob } from '../posting/card-jobs.ts';
import { isShown } from '../posting/card-snapshot.ts';
import { type Showing, whatShows } from '../posting/channels-showing.ts';
import type { PostedCard } from '../posting/posted-card.ts';
import type { Recent } from '../recent.ts';
import { bucketMs, lastRefresh, lateRefresh } from './refresh-jobs.ts';
import type { SeenVersions } from './seen-versions.ts';

export interface RefreshOptions extends Showing {
  /** Reads what AWS alone says about an incident. */
  readFacts: ReadSnapshot;
  /** Adds what the app stores about it. */
  completed: (facts: IncidentSnapshot) => Promise<IncidentSnapshot>;
  readEngagementsInTurn: ReadEngagementsInTurn;
  readNotes: ReadNotes;
  queue: Pick<JobQueue, 'send'>;
  /** Knows which new incidents get a room. */
  rooms: { newRoomJob: (view: IncidentSnapshot, channel: string) => JobToSend | undefined };
  /** What channels missed: over for a card that shows all that was read, although an earlier job for it may have failed. */
  missed: { clear(job: SyncJob): Promise<void> };
  seenVersions: SeenVersions;
  /** The first refreshes that this process did within the last second, and what it sent after them. */
  recentRefreshes: Recent<true>;
  /** Informs the job's channels that the announced incident does not exist. */
  tellAbsent: (reason: AppError) => Promise<void>;
  now: () => number;
  log: Log;
}

type Shown = Awaited<ReturnType<typeof whatShows>>;

/** Engagements that every card has had for less than this are not read again without a hint, in milliseconds. */
const engagementsFreshMs = 120_000;
/** How many more refreshes try to read engagements or notes that could not be read. */
const partRetries = 4;
/** The delay of the first of them, in milliseconds; it doubles each time. */
const partDelayMs = 5000;
/**
 * How often and for how long an announced incident is read that no Region returns yet, in milliseconds: Regions may lag
 * behind.
 */
const absentEveryMs = 5000;
const absentForMs = 120_000;
/** Attempts that must find no record before a known incident counts as gone. */
const goneAttempts = 2;
/** How long it is remembered that a job was sent, in milliseconds: until after it is due. */
const sentMs = 10_000;

/**
 * Reads an incident once and sends a `sync` job to each channel that does not show all that was read. After a first refresh
 * others follow where they are needed. Soon after another one, a first refresh only sends those.
 * @param attempt starts at 1
 * @throws AppError when the incident cannot be read. Only AWS's own "no such record" makes it gone
 */
export async function refreshIncident(options: RefreshOptions, job: RefreshJob, attempt: number): Promise<void> {
  const { queue, recentRefreshes, now } = options;
  if (!job.first) return void (await refresh(options, job, attempt));
  const name = JSON.stringify([job.arn.arn, job.channels, job.engaged, job.noted]);
  if (recentRefreshes.get(name) === undefined) {
    if (await refresh(options, job, attempt)) recentRefreshes.set(name, true, bucketMs);
    return;
  }
  // Of a burst, the queue would drop all but the first of these.
  const after = [lastRefresh(job, now()), lateRefresh(job, now())];
  const jobs = after.filter(({ dedupeId }) => recentRefreshes.get(dedupeId) === undefined);
  if (jobs.length > 0) await queue.send(jobs);
  for (const { dedupeId } of jobs) recentRefreshes.set(dedupeId, true, sentMs);
}

/** @returns whether the incident was read and all jobs were sent */
async function refresh(options: RefreshOptions, job: RefreshJob, attempt: number): Promise<boolean> {
  const { queue, now, log } = options;
  const shown = await whatShows(job.arn.arn, options);
  const { channels: known, cards, unfurled } = shown;
  if (known.size === 0 && job.channels.length === 0) {
    // A card that is posted at this moment may show what a lagging Region answered.
    if (job.first) await queue.send([lateRefresh(job, now())]);
    return false;
  }
  const found = await read(options, job, shown);
  if (found === 'not ours') return false;
  if (found !== 'gone' && 'same' in found) {
    if (job.first) {
      await queue.send(await followers(options, job, found.same, shown));
      await clearMissed(options, job, [...known]);
    }
    return true;
  }
  if (found === 'gone' && known.size === 0) {
    await awaitRecord(options, job);
    return false;
  }
  if (found === 'gone' && attempt < goneAttempts) throw new AppError('aws_unavailable', 'The record is not there.');
  const view = found === 'gone' ? undefined : found.view;
  const bring = view === undefined ? [] : job.channels;
  const newRoom = view && bring[0] && options.rooms.newRoomJob(view, bring[0]);
  const room = view?.room ? [view.room] : [];
  // The room is kept in step even if its card was deleted.
  const channels = new Set([...known, ...bring, ...room]);
  if (view === undefined)
    log.warn('incident is gone from Incident Manager', { arn: job.arn.arn, channels: channels.size });
  // Their jobs have more to do than the card.
  const kept = new Set([...unfurled, ...room]);
  const current = cards
    .filter((card) => view && isShown(card, view, now()) && !kept.has(card.channel))
    .map(({ channel }) => channel);
  const jobs = [...channels]
    .filter((channel) => !current.includes(channel))
    .map((channel) => syncJob(job.arn.arn, channel, view, bring.includes(channel)));
  if (newRoom) jobs.push(newRoom);
  if (found !== 'gone' && found.missing.size > 0) jobs.push(...partRetry(job, found.missing));
  if (found !== 'gone' && found.turnInMs !== undefined) jobs.push(inTurn(job, found.turnInMs, now()));
  if (job.first) jobs.push(...(await followers(options, job, view, shown)));
  if (jobs.length > 0) await queue.send(jobs);
  await clearMissed(options, job, current);
  return view !== undefined;
}

async function clearMissed({ missed }: RefreshOptions, job: RefreshJob, channels: readonly string[]): Promise<void> {
  const { arn } = job.arn;
  await Promise.all(channels.map((channel) => missed.clear({ kind: 'sync', arn, channel, bring: false })));
}

/**
 * Whether every channel has a card that shows all that AWS says. Then a refresh for a notification has nothing more to read: what
 * the app itself stores about an incident is refreshed by those who change it.
 */
function isAllShown(
  { first, late, noted, channels }: RefreshJob,
  facts: IncidentSnapshot,
  { cards, unfurled }: Shown,
  nowMs: number,
): boolean {
  if (!(first || late) || noted || unfurled.size > 0 || cards.length === 0) return false;
  if (!channels.every((channel) => cards.some((card) => card.channel === channel))) return false;
  return cards.every((card) => {
    const { reading } = card;
    if (reading === undefined || reading.room !== undefined) return false;
    const { modifiedBy, source, modifiedAtMs } = reading.record;
    // On the card these have the names of people.
    const record = { ...facts.record, modifiedBy, source };
    return record.modifiedAtMs <= modifiedAtMs && isShown(card, { ...facts, record }, nowMs);
  });
}

/**
 * The refreshes after a first one: for the engagements, and a late one, unless this refresh is the first to read this version of
 * the record. Then it has read the change that it was sent for, and no Region lags. A version that another refresh has read may be
 * an earlier change than the one that was notified, even if no card shows it yet.
 */
async function followers(
  { seenVersions, now }: RefreshOptions,
  job: RefreshJob,
  view: IncidentSnapshot | undefined,
  shown: Shown,
): Promise<JobToSend[]> {
  const isOpen = view !== undefined && stateOf(view.record) !== 'resolved';
  const isPeopleDue = job.engaged || (isOpen && !haveEngagements(shown.cards, now()));
  const isNewer = view !== undefined && isNewerThanShown(view, shown) && (await seenVersions.isFirst(view.record));
  return [...(isPeopleDue ? [lastRefresh(job, now())] : []), ...(isNewer ? [] : [lateRefresh(job, now())])];
}

/** Without a card, what was read is new if the record has not changed since it was created. */
function isNewerThanShown({ record }: IncidentSnapshot, { cards, unfurled }: Shown): boolean {
  const { createdAtMs, modifiedAtMs } = record;
  if (cards.length === 0) return unfurled.size === 0 && modifiedAtMs <= createdAtMs;
  return cards.every(({ reading }) => reading !== undefined && modifiedAtMs > reading.record.modifiedAtMs);
}

/** Reads an announced incident again shortly; after two minutes its channels are informed that it does not exist. */
async function awaitRecord({ queue, tellAbsent, now, log }: RefreshOptions, job: RefreshJob): Promise<void> {
  const { arn, channels, engaged, announcedMs = now() } = job;
  if (now() - announcedMs >= absentForMs) {
    log.warn('announced incident is in no Region', { arn: arn.arn, channels: channels.length });
    const reason = 'AWS announced it, but for two minutes every Region has said that there is no such incident.';
    return tellAbsent(new AppError('no_such_incident', reason));
  }
  // All refreshes of the same moment continue as one.
  const atMs = (Math.floor(now() / absentEveryMs) + 1) * absentEveryMs;
  const dedupeId = `absent:${arn}:${channels.join('+')}:${engaged}:${atMs}`;
  const again = { ...job, announcedMs };
  await queue.send([{ group: `absent look ${arn}`, dedupeId, job: again, delayMs: atMs - now() }]);
}

/** The parts of an incident that are read only when they may have changed. */
type Part = 'engaged' | 'noted';

interface Found {
  view: IncidentSnapshot;
  /** What a later refresh may be able to read. */
  missing: ReadonlySet<Part>;
  /** How long other incidents' engagements are read before this one's, in milliseconds. */
  turnInMs?: number;
}

/** A refresh that could not read a part is repeated: an acknowledgement or a note is notified only once. */
function partRetry({ arn, channels, missed = 0 }: RefreshJob, missing: ReadonlySet<Part>): JobToSend[] {
  if (missed >= partRetries) return [];
  const noted = missing.has('noted');
  const parts = { engaged: missing.has('engaged'), ...(noted && { noted }) };
  const job = { kind: 'look' as const, arn, channels, ...parts, missed: missed + 1 };
  const delayMs = partDelayMs * 2 ** missed;
  return [{ group: `last look ${arn}`, dedupeId: `look:${randomUUID()}`, job, delayMs }];
}

/** The refresh that reads the engagements when their turn has come. No worker waits for it meanwhile. */
function inTurn({ arn, channels, engaged, people, missed }: RefreshJob, inMs: number, nowMs: number): JobToSend {
  // All refreshes that share the turn continue as one.
  const dedupeId = `turn:${arn}:${channels.join('+')}:${engaged}:${nowMs + inMs}`;
  const parts = { engaged, ...(people && { people }), ...(missed !== undefined && { missed }) };
  return { group: `last look ${arn}`, dedupeId, job: { kind: 'look', arn, channels, ...parts }, delayMs: inMs };
}

async function read(
  options: RefreshOptions,
  job: RefreshJob,
  shown: Shown,
): Promise<Found | { same: IncidentSnapshot } | 'gone' | 'not ours'> {
  const { arn } = job;
  const { cards } = shown;
  try {
    const facts = await options.readFacts(arn);
    if (isAllShown(job, facts, shown, options.now())) return { same: facts };
    const snapshot = await options.completed(facts);
    const parts = await Promise.all([
      engagementsOf(options, arn, job, snapshot, cards),
      notesOf(options, arn, job, snapshot, cards),
    ]);
    const missing = new Set(parts.flatMap(({ missing }) => missing ?? []));
    const [{ turnInMs }] = parts;
    const view = Object.assign({}, snapshot, ...parts.map(({ read }) => read));
    return { view, missing, ...(turnInMs !== undefined && { turnInMs }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'account_not_allowed') {
      options.log.warn('incident cannot be read', { arn: arn.arn, code: error.code, reason: error.message });
      return 'not ours';
    }
    // Any other error says nothing about the incident: the job is retried.
    if (error.code !== 'no_such_incident') throw error;
    return 'gone';
  }
}

interface PartRead {
  read?: Partial<IncidentSnapshot>;
  missing?: Part;
  turnInMs?: number;
}

async function engagementsOf(
  { readEngagementsInTurn, now }: RefreshOptions,
  arn: IncidentArn,
  { engaged, people = false, first = false }: RefreshJob,
  { record }: IncidentSnapshot,
  cards: readonly PostedCard[],
): Promise<PartRead> {
  // Another refresh reads them: this one is in a hurry.
  if (first) return {};
  const isDue = people && stateOf(record) !== 'resolved' && !haveEngagements(cards, now());
  if (!engaged && !isDue) return {};
  // Engagements that a card has from before stay on it, marked as older.
  const isWanted = engaged || !cards.some(({ reading }) => reading?.engagements !== undefined);
  try {
    const found = await readEngagementsInTurn(arn, engaged);
    if ('inMs' in found) return isWanted ? { turnInMs: found.inMs } : {};
    const { engagements, incomplete } = found;
    return { read: { engagements }, ...(incomplete && isWanted && { missing: 'engaged' }) };
  } catch (error) {
    return error instanceof AppError && error.transient && isWanted ? { missing: 'engaged' } : {};
  }
}

/** Another version of the record than a card shows may come with notes. */
async function notesOf(
  { readNotes }: RefreshOptions,
  arn: IncidentArn,
  { noted }: RefreshJob,
  { record }: IncidentSnapshot,
  cards: readonly PostedCard[],
): Promise<PartRead> {
  const isChanged = cards.some(({ reading }) => reading && reading.record.modifiedAtMs !== record.modifiedAtMs);
  if (!noted && !isChanged) return {};
  try {
    return { read: { notes: await readNotes(arn) } };
  } catch (error) {
    return error instanceof AppError && error.transient ? { missing: 'noted' } : {};
  }
}

/** Whether every card shows engagements of the last minutes; one whose read is not answered yet does not. */
const haveEngagements = (cards: readonly PostedCard[], nowMs: number): boolean =>
  cards.length > 0 &&
  cards.every(({ reading }) => {
    const readAtMs = reading && engagementsReadAtMs(reading);
    return readAtMs !== undefined && nowMs - readAtMs < engagementsFreshMs;
  });
