import { ids } from 'slack-aws-sandbox/slack';
import { topicChannels } from './chaos-backends.ts';
import {
  cloudFaultKinds,
  type FaultKind,
  faultKinds,
  longRefusal,
  orderlyKinds,
  type PlannedFault,
  planFault,
} from './fault-kinds.ts';
import { shared } from './observe-slack.ts';
import { createRandom, type Random } from './random.ts';

/** What people, AWS and faults do, and when, in milliseconds of the run since its start. */
export interface Plan {
  seed: number;
  /** How long actions and faults happen. */
  lengthMs: number;
  incidents: number;
  notifications: 'https' | 'queue';
  limits: boolean;
  /** Whether new incidents of some impacts get a room. */
  rooms: boolean;
  cadenceMs: number;
  cloud: boolean;
  /** When a second workspace uninstalls the app; absent: there is none. */
  uninstallMs?: number;
  steps: Step[];
  faults: PlannedFault[];
}

export type Step = { atMs: number } & Deed;

export type Deed =
  | { do: 'start'; incident: number; title: string; impact: number }
  | { do: 'update'; incident: number; changes: { title?: string; summary?: string; impact?: number } }
  | { do: 'resolve' | 'reopen' | 'timeline'; incident: number }
  | ({ do: 'ask' } & Ask);

/** What a person does in Slack. */
export interface Ask {
  what: 'show' | 'watch' | 'note' | 'impact' | 'resolve' | 'bring' | 'paste' | 'room';
  incident: number;
  user: string;
  channel: string;
  /** A unique text for a note; the number for an impact. */
  text?: string;
}

export interface PlanOptions {
  incidents?: number;
  lengthMs?: number;
  /** Whether the queue and the store are in the cloud, with two replicas of the app. */
  cloud?: boolean;
  /** Whether a second workspace uninstalls the app; default: by the seed. */
  workspaces?: boolean;
  /** The kinds of faults; default: by the seed. */
  kinds?: readonly FaultKind[];
}

const people = [ids.ada, ids.grace] as const;
/** Two more: a public channel that the app has not joined, and one that is shared with another organisation. */
const channels: readonly string[] = [...topicChannels, ...topicChannels, ids.payments, shared.channel];

/** Makes the plan of a run: the same seed, the same plan. */
export function makePlan(seed: number, options: PlanOptions = {}): Plan {
  if (options.kinds === undefined && options.lengthMs === undefined && isPatient(seed))
    return patientPlan(seed, options);
  const random = createRandom(seed);
  const incidents = options.incidents ?? random.between(3, 7);
  const lengthMs = options.lengthMs ?? Math.max(random.between(50, 90), 3 * incidents) * 1000;
  const steps = Array.from({ length: incidents }, (_, incident) => story(incident, lengthMs, random)).flat();
  const ofUninstall = createRandom(seed + 99);
  const workspaces = options.workspaces ?? ofUninstall.chance(1 / 6);
  // Of many incidents, the rooms would take longer than the recovery may: Slack allows few new channels a minute.
  // Of two workspaces, either may get the room.
  const rooms = !workspaces && incidents < 20 && createRandom(seed + 55).chance(0.5);
  if (rooms) steps.push(...roomAsks(steps, lengthMs, createRandom(seed + 56)));
  return {
    seed,
    lengthMs,
    incidents,
    notifications: random.chance(0.5) ? 'https' : 'queue',
    limits: random.chance(0.25) && incidents < 20,
    rooms,
    cadenceMs: 60_000,
    cloud: options.cloud ?? false,
    ...(workspaces && { uninstallMs: ofUninstall.between(lengthMs * 0.3, lengthMs * 0.8) }),
    steps: steps.sort((a, b) => a.atMs - b.atMs),
    faults: misfortunes(lengthMs, random, options),
  };
}

/** One plan in twelve. */
const isPatient = (seed: number): boolean => createRandom(seed + 77).chance(1 / 12);

/** The reads are refused long enough that the channels must be informed. */
function patientPlan(seed: number, options: PlanOptions): Plan {
  const lengthMs = 155_000;
  const plan = makePlan(seed, { incidents: 4, workspaces: false, ...options, kinds: [], lengthMs });
  // The first changes while the refusal is young.
  const early: Step = { atMs: 22_000, do: 'update', incident: 0, changes: { title: 'Case 0 v9' } };
  const [first] = plan.steps.filter((step) => step.do === 'start' && step.incident === 0);
  if (first !== undefined) first.atMs = 1000;
  const steps = [...plan.steps, early].sort((a, b) => a.atMs - b.atMs);
  return { ...plan, limits: false, steps, faults: [longRefusal(20_000, lengthMs - 5000)] };
}

/** The events of one incident, and what people do. */
function story(incident: number, lengthMs: number, random: Random): Step[] {
  const fromMs = random.between(0, lengthMs * 0.5);
  const later = (): number => random.between(fromMs + 500, lengthMs);
  const title = `Case ${incident}`;
  const steps: Step[] = [{ atMs: fromMs, do: 'start', incident, title, impact: random.between(1, 5) }];
  for (let turn = 1; turn <= random.between(1, 5); turn += 1) {
    steps.push({ atMs: later(), do: 'update', incident, changes: changes(title, turn, random) });
  }
  if (random.chance(0.4)) {
    const atMs = later();
    steps.push({ atMs, do: 'resolve', incident });
    if (random.chance(0.3)) steps.push({ atMs: random.between(atMs, lengthMs), do: 'reopen', incident });
  }
  if (random.chance(0.3)) steps.push({ atMs: later(), do: 'timeline', incident });
  for (let turn = 1; turn <= random.between(1, 6); turn += 1) {
    steps.push({ atMs: later(), do: 'ask', ...ask(incident, turn, random) });
  }
  return steps;
}

/** People ask for rooms, some at the time at which the app makes one unasked. */
function roomAsks(steps: readonly Step[], lengthMs: number, random: Random): Step[] {
  return steps.flatMap((step) => {
    if (step.do !== 'start' || !random.chance(0.5)) return [];
    const latest = random.chance(0.5) ? step.atMs + 3000 : lengthMs;
    return people.slice(0, random.between(1, 2)).map((user): Step => {
      const atMs = random.between(step.atMs + 500, Math.min(latest, lengthMs));
      return { atMs, do: 'ask', what: 'room', incident: step.incident, user, channel: random.pick(topicChannels) };
    });
  });
}

function changes(title: string, turn: number, random: Random) {
  const both = random.chance(0.3);
  const kind = random.pick(['title', 'summary', 'impact'] as const);
  return {
    ...((both || kind === 'title') && { title: `${title} v${turn}` }),
    ...((both || kind === 'summary') && { summary: `Words ${turn} about ${title}.` }),
    ...(kind === 'impact' && { impact: random.between(1, 5) }),
  };
}

/** Writes are more frequent than in real use, because few of them meet a fault. */
const asks = [
  'show',
  'watch',
  'watch',
  'note',
  'note',
  'note',
  'impact',
  'impact',
  'resolve',
  'bring',
  'paste',
] as const;

function ask(incident: number, turn: number, random: Random): Ask {
  const what = random.pick(asks);
  const channel = random.pick(what === 'paste' ? [...topicChannels, shared.channel] : channels);
  // An outsider has no commands of the app, but can paste anything.
  const pasting = channel === shared.channel && what === 'paste' ? [...people, shared.outsider] : people;
  const one = { what, incident, user: random.pick(pasting), channel };
  if (what === 'note') return { ...one, text: `note ${incident}-${turn}-${random.between(1000, 9999)}` };
  return what === 'impact' ? { ...one, text: String(random.between(1, 5)) } : one;
}

/**
 * Several faults, in sequence or concurrent, which all end before the plan does. Every fourth plan has only faults under
 * which nothing may be posted twice, including stops.
 */
function misfortunes(lengthMs: number, random: Random, { kinds: given, cloud = false }: PlanOptions): PlannedFault[] {
  const orderly = random.chance(0.25);
  const all = cloud ? cloudFaultKinds : faultKinds;
  const from = orderly ? orderlyKinds.filter((kind) => all.includes(kind)) : all;
  const some = Array.from({ length: random.between(3, 7) * Math.ceil(lengthMs / 90_000) }, () => random.pick(from));
  const kinds = given ?? (orderly ? ['SIGTERM' as const, ...some] : some);
  return kinds.map((kind) => planFault(kind, lengthMs, random)).sort((a, b) => a.atMs - b.atMs);
}
