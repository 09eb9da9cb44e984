import { type Bookings, freeSlots, gapMs, type Rates } from './budget.ts';

/** A status update that is due or will be before the next tick. */
export interface Candidate {
  arn: string;
  channel: string;
  account: string;
  impact: number;
  /** Milliseconds between its posts, as they are meant to be. */
  cadenceMs: number;
  /** When it is due. */
  dueMs: number;
}

/** A status update whose time and share of the quotas are settled. */
interface Planned<T extends Candidate> {
  candidate: T;
  atMs: number;
  /** Whether the card is redrawn too, though it may show nothing new but its age. */
  redraw: boolean;
}

/** One read, and the posts made of it. */
interface PlannedRead<T extends Candidate> {
  arn: string;
  atMs: number;
  /** Whether who was paged is read too. */
  engaged: boolean;
  posts: Planned<T>[];
}

export interface Plan<T extends Candidate> {
  reads: PlannedRead<T>[];
  /** Due, but their channel is busy: to be looked at again then, so that they hide nobody until then. */
  crowded: { candidate: T; untilMs: number }[];
  bookings: Bookings;
}

export interface PlanOptions {
  nowMs: number;
  /** When the next tick comes. */
  endMs: number;
  rates: Rates;
  bookings: Bookings;
  /** At most so many posts, whatever else there is room for. */
  mostPosts: number;
}

/** Critical incidents come first, but leave one post in so many to the others. */
const othersTurn = 10;
/** Of what the others have, one post in so many is for who waits longest of all, whatever its impact. */
const longestTurn = 10;
/** How much later, by their own cadence, the others may be: Low half as late again as High. */
const weights: Readonly<Record<number, number>> = { 2: 1, 3: 1.25 };
const lowestWeight = 1.5;

/**
 * Decides which due posts are made before the next tick, and when: no more than the quotas have room for. Critical ones
 * come first. Of the others comes first who is latest by its own cadence and the weight of its impact: too much work
 * stretches them all, the lower ones more. A part is kept for who waits longest, so that none starves: before a watch come
 * at most those that fell due before it, however many others fall due after it.
 */
export function planPosts<T extends Candidate>(candidates: readonly T[], options: PlanOptions): Plan<T> {
  const { crowded, chosen } = choose(inOrder(candidates, options), options);
  return { crowded, ...timed(chosen, redrawn(chosen, options), options) };
}

/** Which cards are redrawn, where not all can be: half of them critical ones; of each kind now this, now that. */
function redrawn<T extends Candidate>(chosen: readonly T[], options: PlanOptions): ReadonlySet<T> {
  const { nowMs, endMs, rates, bookings } = options;
  const slots = Math.min(chosen.length, freeSlots(bookings.updates, nowMs, endMs, rates.updates));
  const critical = chosen.filter(({ impact }) => impact === 1);
  const others = chosen.filter(({ impact }) => impact !== 1);
  const forCritical = Math.min(critical.length, Math.max(Math.ceil(slots / 2), slots - others.length));
  return new Set([...evenly(critical, forCritical), ...evenly(others, slots - forCritical)]);
}

/** So many of a list, evenly spread over it. */
function evenly<T>(list: readonly T[], count: number): T[] {
  const share = count / list.length;
  return list.filter((_, index) => Math.floor((index + 1) * share) > Math.floor(index * share));
}

function inOrder<T extends Candidate>(candidates: readonly T[], options: PlanOptions): T[] {
  const { nowMs, endMs, rates, bookings, mostPosts } = options;
  const slots = Math.min(mostPosts, freeSlots(bookings.posts, nowMs, endMs, rates.posts));
  const waited = ({ dueMs, cadenceMs }: T) => (endMs - dueMs) / cadenceMs;
  const lateness = (each: T) => waited(each) / (weights[each.impact] ?? lowestWeight);
  const byDue = [...candidates].sort((a, b) => a.dueMs - b.dueMs);
  const critical = byDue.filter(({ impact }) => impact === 1);
  const others = byDue.filter(({ impact }) => impact !== 1);
  const latest = Math.max(...others.map(lateness));
  // Where there is room for a few only, the others have their turn when they are so many times as late.
  const isTheirTurn = critical[0] === undefined || latest > othersTurn * waited(critical[0]);
  const forOthers = slots < othersTurn ? Number(isTheirTurn) : Math.floor(slots / othersTurn);
  const first = Math.max(slots - forOthers, slots - others.length);
  const longest = others.slice(0, Math.ceil((slots - Math.min(first, critical.length)) / longestTurn));
  const rest = others.slice(longest.length).sort((a, b) => lateness(b) - lateness(a));
  return [...critical.slice(0, first), ...longest, ...rest, ...critical.slice(first)];
}

/** Counts what each choice uses of the room that is left. */
function choose<T extends Candidate>(ordered: readonly T[], options: PlanOptions) {
  const { nowMs, endMs, rates, bookings, mostPosts } = options;
  const free = (untilMs: number | undefined, perMinute: number) => freeSlots(untilMs, nowMs, endMs, perMinute);
  const room = (of: Record<string, number>, perMinute: number) => {
    const left = new Map<string, number>();
    const leftOf = (name: string) => left.get(name) ?? free(of[name], perMinute);
    return { left: leftOf, use: (name: string) => left.set(name, leftOf(name) - 1) };
  };
  const channels = room(bookings.channels, rates.channelPosts);
  const reads = room(bookings.reads, rates.reads);
  let posts = Math.min(mostPosts, free(bookings.posts, rates.posts));
  const seen = new Set<string>();
  const chosen: T[] = [];
  const crowded: { candidate: T; untilMs: number }[] = [];
  for (const candidate of ordered) {
    const { arn, account, channel } = candidate;
    if (posts <= 0) break;
    if (!seen.has(arn) && reads.left(account) <= 0) continue;
    const waiting = channels.left(channel);
    channels.use(channel);
    if (waiting <= 0) {
      crowded.push({ candidate, untilMs: endMs + (1 - waiting) * gapMs(rates.channelPosts) });
      continue;
    }
    if (!seen.has(arn)) reads.use(account);
    seen.add(arn);
    posts -= 1;
    chosen.push(candidate);
  }
  return { chosen, crowded };
}

/** Gives each choice its moment. Critical ones get the moments they are due at, the others those that are left. */
function timed<T extends Candidate>(chosen: readonly T[], redraws: ReadonlySet<T>, options: PlanOptions) {
  const { nowMs, rates, bookings: before } = options;
  const startMs = Math.max(nowMs, before.posts);
  const slotOf = slots(startMs, gapMs(rates.posts));
  const byDue = [...chosen].sort((a, b) => Number(a.impact !== 1) - Number(b.impact !== 1) || a.dueMs - b.dueMs);
  const placed = byDue.map((candidate) => ({ candidate, slotMs: slotOf(candidate.dueMs) }));
  placed.sort((a, b) => a.slotMs - b.slotMs);
  const posts = placed.reduce((last, { slotMs }) => Math.max(last, slotMs + gapMs(rates.posts)), before.posts);
  const bookings: Bookings = {
    posts,
    updates: before.updates,
    channels: { ...before.channels },
    reads: { ...before.reads },
    engagements: { ...before.engagements },
  };
  /** Takes the first free moment from `wantedMs` on. */
  const book = (of: Record<string, number>, name: string, perMinute: number, wantedMs: number): number => {
    const atMs = Math.max(wantedMs, of[name] ?? 0);
    of[name] = atMs + gapMs(perMinute);
    return atMs;
  };
  const reads = new Map<string, PlannedRead<T>>();
  for (const { candidate, slotMs } of placed) {
    const { arn, account, channel } = candidate;
    let read = reads.get(arn);
    if (read === undefined) {
      const readMs = book(bookings.reads, account, rates.reads, slotMs);
      const engaged = (bookings.engagements[account] ?? 0) <= readMs;
      if (engaged) book(bookings.engagements, account, rates.engagements, readMs);
      read = { arn, atMs: readMs, engaged, posts: [] };
      reads.set(arn, read);
    }
    const atMs = book(bookings.channels, channel, rates.channelPosts, Math.max(slotMs, read.atMs));
    const redraw = redraws.has(candidate);
    if (redraw) bookings.updates = Math.max(atMs, bookings.updates) + gapMs(rates.updates);
    read.posts.push({ candidate, atMs, redraw });
  }
  return { reads: [...reads.values()], bookings };
}

/** Gives out moments that are `gap` apart, each once: the first free one that is not before the wanted time. */
function slots(startMs: number, gap: number): (wantedMs: number) => number {
  const taken = new Set<number>();
  return (wantedMs) => {
    let slot = Math.max(0, Math.ceil((wantedMs - startMs) / gap));
    while (taken.has(slot)) slot += 1;
    taken.add(slot);
    return startMs + slot * gap;
  };
}
