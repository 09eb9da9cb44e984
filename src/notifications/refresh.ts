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

export interface RefreshOptions extends Showing {
  readSnapshot: ReadSnapshot;
  readEngagementsInTurn: ReadEngagementsInTurn;
  readNotes: ReadNotes;
  queue: Pick<JobQueue, 'send'>;
  /** Knows which new incidents get a room. */
  rooms: { newRoomJob: (view: IncidentSnapshot, channel: string) => JobToSend | undefined };
  /** What channels missed: over for a card that shows all that was read, although an earlier job for it may have failed. */
  missed: { clear(job: SyncJob): Promise<void> };
  /** Informs the job's channels that the announced incident does not exist. */
  tellAbsent: (reason: AppError) => Promise<void>;
  now: () => number;
  log: Log;
}

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

/**
 * Reads an incident once and sends a `sync` job to each channel that does not show all that was read.
 * @param attempt starts at 1
 * @throws AppError when the incident cannot be read. Only AWS's own "no such record" makes it gone
 */
export async function refreshIncident(options: RefreshOptions, job: RefreshJob, attempt: number): Promise<void> {
  const { queue, missed, now, log } = options;
  const { channels: known, cards, unfurled } = await whatShows(job.arn.arn, options);
  if (known.size === 0 && job.channels.length === 0) return;
  const found = await read(options, job, cards);
  if (found === 'not ours') return;
  if (found === 'gone' && known.size === 0) return awaitRecord(options, job);
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
  if (jobs.length > 0) await queue.send(jobs);
  const { arn } = job.arn;
  await Promise.all(current.map((channel) => missed.clear({ kind: 'sync', arn, channel, bring: false })));
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
  cards: readonly PostedCard[],
): Promise<Found | 'gone' | 'not ours'> {
  const { arn } = job;
  try {
    const snapshot = await options.readSnapshot(arn);
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
  { engaged, people = false }: RefreshJob,
  { record }: IncidentSnapshot,
  cards: readonly PostedCard[],
): Promise<PartRead> {
  const isDue = people && stateOf(record) !== 'resolved' && !haveEngagements(cards, now());
  if (!engaged && !isDue) return {};
  // Engagements that a card has from before stay on it, marked as older.
  const isWanted = engaged || !cards.some(({ reading }) => reading?.engagements !== undefined);
  try {
    const found = await readEngagementsInTurn(arn, engaged ? 'now' : undefined);
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

/** Whether every card shows engagements of the last minutes; one without an answer so far does not. */
const haveEngagements = (cards: readonly PostedCard[], nowMs: number): boolean =>
  cards.length > 0 &&
  cards.every(({ reading }) => {
    const readAtMs = reading && engagementsReadAtMs(reading);
    return readAtMs !== undefined && nowMs - readAtMs < engagementsFreshMs;
  });
