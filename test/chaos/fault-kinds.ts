import type { Fault as AwsFault, DeliveryFaults } from 'slack-aws-sandbox/aws';
import type { Fault as SlackFault } from 'slack-aws-sandbox/slack';
import { realMs } from './clock.ts';
import type { ServiceFaults } from './cloud/service-gate.ts';
import type { GateFaults } from './gate.ts';
import type { Random } from './random.ts';

/** The parts of a kind of fault. */
export interface FaultParts {
  slack?: SlackFault;
  aws?: AwsFault;
  sns?: DeliveryFaults;
  gate?: GateFaults;
  /** Only in the cloud. */
  sqs?: ServiceFaults;
  dynamo?: ServiceFaults;
  /** The database file cannot grow. */
  disk?: 'full' | 'failing';
  /** Another program locks the database file. */
  locked?: true;
  /** The error of the app's clock, in milliseconds. */
  clockMs?: number;
  /** The process is ended by this signal, and is away until the fault ends. */
  kill?: 'SIGKILL' | 'SIGTERM';
  /** The process is killed when the fault ends. */
  killAtEnd?: true;
}

const hit = (random: Random) => ({ probability: 0.3 + 0.7 * random.next() });
const aws = (kind: AwsFault['kind'], random: Random, more: Partial<AwsFault> = {}): FaultParts => ({
  aws: { kind, random: random.next, ...hit(random), ...more },
});
const slack = (kind: SlackFault['kind'], random: Random, more: Partial<SlackFault> = {}): FaultParts => ({
  slack: { kind, ...hit(random), ...more },
});
/** A token or a permission is either valid or not, so most of these faults hit every call. */
const mostly = (random: Random) => (random.chance(0.7) ? { probability: 1 } : {});
/** Slack's errors for a token, or a membership of the workspace, that is not valid now. */
const tokenCodes = [
  'invalid_auth',
  'token_revoked',
  'account_inactive',
  'is_inactive',
  'team_access_not_granted',
] as const;
const denied = (random: Random): FaultParts =>
  aws('access_denied', random, {
    ...mostly(random),
    ...(random.chance(0.5) && { service: 'ssm-incidents' }),
  });
const refused = (code: string, status: number, random: Random): FaultParts =>
  aws('refused', random, { ...mostly(random), code, status, message: 'Refused for the time being' });
const writes = ['CreateTimelineEvent', 'UpdateIncidentRecord'] as const;
const posts = ['chat.postMessage', 'chat.update', 'response_url'] as const;

/**
 * The largest error of the app's clock, in seconds. With five minutes, Slack's requests would be refused, and a clock that
 * leaps ahead would leave no time for the retries of five minutes.
 */
const mostWrongS = 180;

/** The kinds of faults of a queue and a store in the cloud, by name. */
const cloudMakers = {
  'DynamoDB throttles': (random) => ({ dynamo: { throttled: hit(random).probability } }),
  'DynamoDB is absent': () => ({ dynamo: { absent: 1 } }),
  "DynamoDB's answers are lost": (random) => ({ dynamo: { lost: hit(random).probability } }),
  'SQS is absent': () => ({ sqs: { absent: 1 } }),
  "SQS's answers are lost": (random) => ({ sqs: { lost: hit(random).probability } }),
  'SQS delivers twice': (random) => ({ sqs: { redelivered: hit(random).probability } }),
  'SQS delivers late': (random) => ({ sqs: { lateMs: realMs(random.between(1000, 10_000)) } }),
  'a worker is killed by its time-out': () => ({ aws: { kind: 'stall', probability: 1 }, killAtEnd: true }),
} satisfies Record<string, (random: Random) => FaultParts>;

/** The kinds of faults of a file, which no replica in the cloud has. */
const fileKinds: readonly string[] = ['disk full', 'disk fails', 'database locked'];

/** All kinds of faults, by name. */
const makers = {
  ...cloudMakers,
  'Slack throttles': (random) => slack('rate_limited', random, { retryAfterS: random.between(1, 20) }),
  'Slack fails': (random) => slack(random.pick(['internal', 'unavailable', 'fatal_error'] as const), random),
  'Slack stalls': (random) => slack('stall', random),
  'Slack resets': (random) => slack('reset', random),
  'Slack talks nonsense': (random) => slack('nonsense', random),
  'Slack answers half': (random) => slack('half_json', random),
  'Slack is slow': (random) => slack('slow', random, { latencyMs: realMs(random.between(200, 4000)) }),
  "Slack's answers are lost": (random) =>
    slack(random.pick(['stall', 'reset', 'unavailable', 'nonsense', 'half_json'] as const), random, {
      after: true,
      ...(random.chance(0.6) && { method: random.pick(posts) }),
    }),
  'AWS throttles': (random) => aws('throttle', random),
  'AWS fails': (random) => aws(random.pick(['internal', 'unavailable'] as const), random),
  'AWS stalls': (random) => aws('stall', random),
  'AWS resets': (random) => aws('reset', random),
  'AWS talks nonsense': (random) => aws('nonsense', random),
  'AWS answers half': (random) => aws('half_json', random),
  'AWS is slow': (random) => aws('latency', random, { latencyMs: realMs(random.between(200, 3000)) }),
  "AWS's answers are lost": (random) =>
    aws(random.pick(['stall', 'reset', 'internal', 'nonsense', 'half_json'] as const), random, {
      afterwards: true,
      ...(random.chance(0.7) && { operation: random.pick(writes) }),
    }),
  'Slack refuses the token': (random) => slack('refused', random, { ...mostly(random), code: random.pick(tokenCodes) }),
  'a proxy answers for Slack': (random) =>
    slack('page', random, { ...mostly(random), status: random.pick([403, 407, 502] as const) }),
  'AWS denies access': denied,
  'AWS credentials have expired': (random) => refused('ExpiredTokenException', 403, random),
  'AWS answers 408': (random) => refused('RequestTimeoutException', 408, random),
  'a proxy answers for AWS': (random) =>
    aws('page', random, { ...mostly(random), status: random.pick([400, 401, 403, 404, 407, 502] as const) }),
  'SNS delivers twice': (random) => ({ sns: { random: random.next, duplicate: 0.7, delayMs: 300 } }),
  'SNS delivers late and out of order': (random) => ({
    sns: { random: random.next, delayMs: realMs(random.between(2000, 15_000)), shuffle: random.between(2, 4) },
  }),
  'requests come twice': (random) => ({ gate: { twice: hit(random).probability } }),
  'requests come late and out of order': (random) => ({ gate: { lateMs: realMs(random.between(1000, 10_000)) } }),
  'requests are cut': (random) => ({ gate: { cut: hit(random).probability } }),
  'acknowledgements are lost': (random) => ({ gate: { lost: hit(random).probability } }),
  'kill -9': () => ({ kill: 'SIGKILL' }),
  SIGTERM: () => ({ kill: 'SIGTERM' }),
  'disk full': () => ({ disk: 'full' }),
  'disk fails': () => ({ disk: 'failing' }),
  'database locked': () => ({ locked: true }),
  'clock ahead': (random) => ({ clockMs: random.between(5, mostWrongS) * 1000 }),
  'clock behind': (random) => ({ clockMs: -random.between(5, mostWrongS) * 1000 }),
} satisfies Record<string, (random: Random) => FaultParts>;

export type FaultKind = keyof typeof makers;

export const faultKinds = (Object.keys(makers) as FaultKind[]).filter((kind) => !(kind in cloudMakers));

/** The kinds of faults of a run in the cloud. */
export const cloudFaultKinds = (Object.keys(makers) as FaultKind[]).filter((kind) => !fileKinds.includes(kind));

/** Those of them that only a run in the cloud has. */
export const onlyCloudKinds = Object.keys(cloudMakers) as FaultKind[];

/**
 * Faults under which nothing may be posted twice: no answer of Slack is lost, and every stop is graceful.
 */
export const orderlyKinds: readonly FaultKind[] = [
  'DynamoDB throttles',
  'DynamoDB is absent',
  'SQS delivers twice',
  'SQS delivers late',
  'SIGTERM',
  'Slack throttles',
  'Slack refuses the token',
  'AWS throttles',
  'AWS fails',
  'AWS denies access',
  'AWS credentials have expired',
  'AWS answers 408',
  'a proxy answers for AWS',
  'SNS delivers twice',
  'SNS delivers late and out of order',
];

/** A fault of a plan: from when to when, in milliseconds since the run's begin. */
export interface PlannedFault {
  kind: FaultKind;
  atMs: number;
  untilMs: number;
  parts: FaultParts;
}

/**
 * Every read of incidents is refused for longer than the app waits before it informs a channel, and nothing else goes
 * wrong meanwhile.
 */
export const longRefusal = (atMs: number, untilMs: number): PlannedFault => ({
  kind: 'AWS denies access',
  atMs,
  untilMs,
  parts: { aws: { kind: 'access_denied', service: 'ssm-incidents', probability: 1 } },
});

export const isLongRefusal = ({ parts, atMs, untilMs }: PlannedFault): boolean =>
  parts.aws?.kind === 'access_denied' && parts.aws.probability === 1 && untilMs - atMs > 100_000;

export function planFault(kind: FaultKind, lengthMs: number, random: Random): PlannedFault {
  const parts: FaultParts = makers[kind](random);
  const longest = parts.kill === 'SIGTERM' ? 3000 : parts.kill || parts.locked ? 15_000 : 40_000;
  const forMs = random.between(parts.kill ? 100 : 3000, longest);
  const atMs = random.between(0, lengthMs - 3000);
  return { kind, atMs, untilMs: Math.min(lengthMs, atMs + forMs), parts };
}
