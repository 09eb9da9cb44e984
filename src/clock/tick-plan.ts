import { type Bookings, freeSlots, gapMs, type Rates } from './budget.ts';

/** A status update that is due before the next tick. */
export interface Candidate {
  arn: string;
  channel: string;
  /** The workspace of the channel, whose quotas it uses; `''`: the only one. */
  team: string;
  account: string;
  impact: number;
  /** Its cadence, in milliseconds. */
  cadenceMs: number;
  /** When it is due, in epoch milliseconds. */
  dueMs: number;
}

/** A status update with its time and its share of the quotas. */
interface Planned<T extends Candidate> {
  candidate: T;
  /** Epoch milliseconds. */
  atMs: number;
  /** Whether the card is updated too, even if only its age changed. */
  redraw: boolean;
}

/** A read of one incident, and the status updates made from it. */
interface PlannedRead<T extends Candidate> {
  arn: string;
  /** Epoch milliseconds. */
  atMs: number;
  /** Whether the engagements are read too. */
  engaged: boolean;
  posts: Planned<T>[];
}

export interface Plan<T extends Candidate> {
  reads: PlannedRead<T>[];
  /** Due, but their channel is at its rate limit until `untilMs`. Postponed, so that they do not hide other watches. */
  crowded: { candidate: T; untilMs: number }[];
  bookings: Bookings;
}

export interface PlanOptions {
  nowMs: number;
  /** When the next tick runs, in epoch milliseconds. */
  endMs: number;
  rates: Rates;
  bookings: Bookings;
  /** The most status updates of all workspaces, in addition to the limits of the rates. */
  mostPosts: number;
}

/** Critical incidents come first, but one in this many updates is for the others. */
const othersTurn = 10;
/** Among the others, one in this many updates is for the longest overdue, whatever its impact. */
const longestTurn = 10;
/** How late an update may be relative to its cadence, by impact: Low 1.5 times as late as High. */
const weights: Readonly<Record<number, number>> = { 2: 1, 3: 1.25 };
const lowestWeight = 1.5;

/**
 * Plans the status updates until the next tick within the quotas. Critical incidents come first. The others are ordered by
 * lateness relative to their cadence and weighted by impact: under overload all are stretched, minor ones more. A share is
 * reserved for the longest overdue, so that none starves: at most the updates that fell due before it precede it.
 */
export function planPosts<T extends Candidate>(candidates: readonly T[], options: PlanOptions): Plan<T> {
  const ordered = byTeam(candidates).map(([team, all]) => inOrder(all, team, options));
  const { crowded, chosen } = choose(inTurn(ordered), options);
  const redraws = byTeam(chosen).flatMap(([team, all]) => [...redrawn(all, team, options)]);
  return { crowded, ...timed(chosen, new Set(redraws), options) };
}

const byTeam = <T extends Candidate>(candidates: readonly T[]): [string, T[]][] => [
  ...Map.groupBy(candidates, ({ team }) => team),
];

/** One of each list in turn: the storm of one workspace leaves room for the others. */
function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list[turn] ?? [])).flat();
}

/** Which cards are updated when the quota does not suffice for all: half of them critical, each half spread evenly. */
function redrawn<T extends Candidate>(chosen: readonly T[], team: string, options: PlanOptions): ReadonlySet<T> {
  const { nowMs, endMs, rates, bookings } = options;
  const slots = Math.min(chosen.length, freeSlots(bookings.updates[team], nowMs, endMs, rates.updates));
  const critical = chosen.filter(({ impact }) => impact === 1);
  const others = chosen.filter(({ impact }) => impact !== 1);
  const forCritical = Math.min(critical.length, Math.max(Math.ceil(slots / 2), slots - others.length));
  return new Set([...evenly(critical, forCritical), ...evenly(others, slots - forCritical)]);
}

/** `count` elements of a list, evenly spread. */
function evenly<T>(list: readonly T[], count: number): T[] {
  const share = count / list.length;
  return list.filter((_, index) => Math.floor((index + 1) * share) > Math.floor(index * share));
}

/** The order of one workspace's updates. */
function inOrder<T extends Candidate>(candidates: readonly T[], team: string, options: PlanOptions): T[] {
  const { nowMs, endMs, rates, bookings, mostPosts } = options;
  const slots = Math.min(mostPosts, freeSlots(bookings.posts[team], nowMs, endMs, rates.posts));
  const waited = ({ dueMs, cadenceMs }: T) => (endMs - dueMs) / cadenceMs;
  const lateness = (each: T) => waited(each) / (weights[each.impact] ?? lowestWeight);
  const byDue = [...candidates].sort((a, b) => a.dueMs - b.dueMs);
  const critical = byDue.filter(({ impact }) => impact === 1);
  const others = byDue.filter(({ impact }) => impact !== 1);
  const latest = Math.max(...others.map(lateness));
  // With room for only a few, the others get a turn once they are that many times as late.
  const isTheirTurn = critical[0] === undefined || latest > othersTurn * waited(critical[0]);
  const forOthers = slots < othersTurn ? Number(isTheirTurn) : Math.floor(slots / othersTurn);
  const first = Math.max(slots - forOthers, slots - others.length);
  const longest = others.slice(0, Math.ceil((slots - Math.min(first, critical.length)) / longestTurn));
  const rest = others.slice(longest.length).sort((a, b) => lateness(b) - lateness(a));
  return [...critical.slice(0, first), ...longest, ...rest, ...critical.slice(first)];
}

/** Takes candidates in order while the quotas have room. */
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
  const teams = room(bookings.posts, rates.posts);
  let posts = mostPosts;
  const seen = new Set<string>();
  const chosen: T[] = [];
  const crowded: { candidate: T; untilMs: number }[] = [];
  for (const candidate of ordered) {
    const { arn, account, channel, team } = candidate;
    if (posts <= 0) break;
    if (teams.left(team) <= 0) continue;
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
    teams.use(team);
    chosen.push(candidate);
  }
  return { chosen, crowded };
}

/** Assigns a time to each update. Critical ones get the slots at which they are due, the others the remaining slots. */
function timed<T extends Candidate>(chosen: readonly T[], redraws: ReadonlySet<T>, options: PlanOptions) {
  const { nowMs, rates, bookings: before } = options;
  const slotsOf = new Map<string, ReturnType<typeof slots>>();
  const slotOf = ({ team, dueMs }: T): number => {
    const startMs = Math.max(nowMs, before.posts[team] ?? 0);
    const ofTeam = slotsOf.get(team) ?? slots(startMs, gapMs(rates.posts));
    slotsOf.set(team, ofTeam);
    return ofTeam(dueMs);
  };
  const byDue = [...chosen].sort((a, b) => Number(a.impact !== 1) - Number(b.impact !== 1) || a.dueMs - b.dueMs);
  const placed = byDue.map((candidate) => ({ candidate, slotMs: slotOf(candidate) }));
  placed.sort((a, b) => a.slotMs - b.slotMs);
  const bookings: Bookings = {
    posts: { ...before.posts },
    updates: { ...before.updates },
    channels: { ...before.channels },
    reads: { ...before.reads },
    engagements: { ...before.engagements },
  };
  /** Books the first free slot from `wantedMs` on. */
  const book = (of: Record<string, number>, name: string, perMinute: number, wantedMs: number): number => {
    const atMs = Math.max(wantedMs, of[name] ?? 0);
    of[name] = atMs + gapMs(perMinute);
    return atMs;
  };
  const reads = new Map<string, PlannedRead<T>>();
  for (const { candidate, slotMs } of placed) {
    const { arn, account, channel, team } = candidate;
    bookings.posts[team] = Math.max(bookings.posts[team] ?? 0, slotMs + gapMs(rates.posts));
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
    if (redraw) bookings.updates[team] = Math.max(atMs, bookings.updates[team] ?? 0) + gapMs(rates.updates);
    read.posts.push({ candidate, atMs, redraw });
  }
  return { reads: [...reads.values()], bookings };
}

/** Hands out slots that are `gap` apart, each once: the first free slot at or after the wanted time. */
function slots(startMs: number, gap: number): (wantedMs: number) => number {
  const taken = new Set<number>();
  return (wantedMs) => {
    let slot = Math.max(0, Math.ceil((wantedMs - startMs) / gap));
    while (taken.has(slot)) slot += 1;
    taken.add(slot);
    return startMs + slot * gap;
  };
}
