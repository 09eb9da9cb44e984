import { z } from 'zod';
import { partitionPattern, regionPattern, topicArnPattern } from '../aws-names.ts';
import { AppError } from '../errors.ts';
import type { AgentSpace } from '../incidents/investigations/agent-task.ts';
import { parseCardLinks } from '../incidents/links/card-links.ts';
import type { CardLink } from '../incidents/links/console-links.ts';
import { type RoomSettings, roomSettings, roomVariables } from '../incidents/rooms/room-settings.ts';
import { channelsByTopic, mentionsByImpact, teamsOfChannels } from '../installations/channel-settings.ts';
import {
  missingForOAuth,
  type OAuthSettings,
  oauthSecrets,
  oauthSettings,
  oauthVariables,
  usesOAuth,
} from '../installations/settings.ts';
import { tidy } from './environment.ts';
import { listOf, mapOf, part } from './lists.ts';

/** How Slack reaches the app. */
export type SlackConnection =
  | { mode: 'sandbox' }
  | ({ mode: 'http'; signingSecret: string } & SlackAccess)
  | ({ mode: 'socket'; appToken: string } & SlackAccess);

/** The app's token: one for its only workspace, or one for each workspace where it was installed by OAuth. */
export type SlackAccess = { botToken: string; oauth?: undefined } | { botToken?: undefined; oauth: OAuthSettings };

export type StoreLocation = { kind: 'sqlite'; file: string } | { kind: 'dynamodb'; table: string };

/** The environment, understood. Every variable is described in docs/configuration.md. */
export interface Config {
  slack: SlackConnection;
  slackApiUrl: string;
  /** Regions to ask, in order; empty: the one the AWS SDK finds for itself. */
  regions: string[];
  /** Account id to the role to assume there (`undefined`: the app's own credentials); absent: the caller's own account. */
  accounts?: ReadonlyMap<string, string | undefined>;
  /** Topic ARN to the channels it speaks to. */
  chatTopics: ReadonlyMap<string, readonly string[]>;
  /** Channel to its workspace, for the channels of `chatTopics` that name one. */
  channelTeams: ReadonlyMap<string, string>;
  /** Ids of people and user groups that may write, each perhaps with its workspace: `T…:S…`. */
  editors: ReadonlySet<string>;
  /** Impact to milliseconds between status updates; an impact that is absent gets none. */
  statusPostsMs: ReadonlyMap<number, number>;
  rooms: RoomSettings;
  /** Impact to the user groups that are mentioned, each `S…` or `T…:S…`. */
  mentions: ReadonlyMap<number, readonly string[]>;
  /** The workspace or organisation of what names none; absent with one token. */
  homeTeam?: string;
  store: StoreLocation;
  queueUrl?: string;
  /** The queue of what people wait for and what touches no card; absent: all jobs are in one queue. */
  peopleQueueUrl?: string;
  notificationsQueueUrl?: string;
  /** The app's own address, as others reach it. */
  publicUrl?: string;
  consoleIncidentUrl?: string;
  /** Aliases of contacts by the user group that follows them. */
  onCallGroups: ReadonlyMap<string, readonly string[]>;
  /** Slack users by the alias of a contact. */
  contacts: ReadonlyMap<string, string>;
  /** The Agent Space of AWS DevOps Agent that investigates. */
  agentSpace?: AgentSpace;
  /** The emoji that makes a message a note, without colons; absent: none does. */
  noteReaction?: string;
  /** Link buttons of cards. */
  cardLinks: readonly CardLink[];
  /** Address to listen on. */
  host: string;
  port: number;
  /** Port of `GET /metrics`; absent: no metrics. */
  metricsPort?: number;
  /** CloudWatch namespace of the worker function's metrics; absent: no metrics. */
  metricsNamespace?: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
}

const url = (expected: string) => z.string().refine((text) => /^https?:$/.test(protocolOf(text)), expected);
/** An address of the app itself, perhaps with a path. */
function isPublicUrl(text: string): boolean {
  if (protocolOf(text) !== 'https:') return false;
  const { username, password, search, hash } = new URL(text);
  return [username, password, search, hash].every((part) => part === '');
}
const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');
const secret = (prefix: string, name: string) =>
  z.string().regex(new RegExp(`^${prefix}[A-Za-z0-9-]+$`), `a ${name} that starts with ${prefix}`);

const fifoQueue = url('the address of an SQS FIFO queue').refine(
  (text) => text.endsWith('.fifo'),
  'the address of an SQS FIFO queue (it ends in .fifo)',
);
const impactMinutes = /^([1-5])=(off|\d+(?:\.\d+)?|\.\d+)$/;
const region = new RegExp(`^${regionPattern}$`);
const channelPattern = '(?:T[A-Z0-9]+:)?[CGD][A-Z0-9]+';
const topicChannels = new RegExp(String.raw`^(${topicArnPattern})=(${channelPattern}(?:\+${channelPattern})*)$`);
const accountRole = new RegExp(String.raw`^(\d{12})(?:=(arn:${partitionPattern}:iam::\d{12}:role/\S+))?$`);

const agentSpace = new RegExp(`^(${regionPattern})/([A-Za-z0-9-]{1,64})$`);

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, 'a port from 0 to 65535')
  .transform(Number)
  .refine((port) => port <= 65_535, 'a port from 0 to 65535');

const variables = z.object({
  SLACK_BOT_TOKEN: secret('xoxb-', 'bot token').optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, "the signing secret from the Slack app's Basic Information page").optional(),
  SLACK_APP_TOKEN: secret('xapp-', 'app-level token').optional(),
  ...oauthVariables,
  SLACK_API_URL: url('an http(s) address').default('https://slack.com/api/'),
  AWS_REGION: z.string().regex(region, 'a Region like eu-west-1').optional(),
  INCIDENT_REGIONS: listOf(region, (m) => part(m, 0), 'Regions like eu-west-1,us-east-1').optional(),
  INCIDENT_ACCOUNTS: mapOf(
    accountRole,
    (m): [string, string | undefined] => [part(m, 1), m[2]],
    'account ids of 12 digits, each with an optional role: 111122223333,444455556666=arn:aws:iam::444455556666:role/NAME',
  ).optional(),
  CHAT_TOPICS: listOf(
    topicChannels,
    (m): [string, string[]] => [part(m, 1), part(m, 2).split('+')],
    'topics with their channels: arn:aws:sns:eu-west-1:111122223333:incident-chat=C0123+C0456; with several workspaces T0123:C0456',
  ).optional(),
  INCIDENT_EDITORS: listOf(
    /^(?:T[A-Z0-9]+:)?[UWS][A-Z0-9]+$/,
    (m) => part(m, 0),
    'user or user-group ids like U0123,S0456',
  ).optional(),
  STATUS_POSTS: z
    .string()
    .transform((text) => (text === 'off' ? '1=off,2=off,3=off,4=off,5=off' : text))
    .pipe(
      mapOf(
        impactMinutes,
        (m): [string, number | undefined] => [
          part(m, 1),
          m[2] === 'off' || Number(m[2]) === 0 ? undefined : Number(m[2]) * 60_000,
        ],
        'minutes by impact like 1=15,2=30,3=60,4=240,5=off, or off for none',
      ),
    )
    .optional(),
  MENTIONS: mapOf(
    // With the workspace in the key, an impact has one group in each.
    /^([1-5])=((?:T[A-Z0-9]+:)?)(S[A-Z0-9]+)$/,
    (m): [string, string] => [`${part(m, 1)} ${part(m, 2)}`, part(m, 2) + part(m, 3)],
    'user groups by impact like 1=S0123,2=S0456; with several workspaces 1=T0123:S0456',
  )
    .transform((map) => [...map].map(([key, group]): [number, string] => [Number(key.split(' ')[0]), group]))
    .optional(),
  CONTACTS: mapOf(
    /^([a-z0-9_-]{1,255})=([UW][A-Z0-9]+)$/,
    (m): [string, string] => [part(m, 1), part(m, 2)],
    'Slack users by contact alias like ada=U0123,ben=U0456',
  ).optional(),
  ...roomVariables,
  ON_CALL_GROUPS: mapOf(
    // With the workspace in the key, a contact has one group in each.
    /^([a-z0-9_-]{1,255})=((?:T[A-Z0-9]+:)?)(S[A-Z0-9]+)$/,
    (m): [string, string] => [`${part(m, 1)} ${part(m, 2)}`, part(m, 2) + part(m, 3)],
    'user groups by contact alias like payments-rotation=S0123; with several workspaces payments-rotation=T0123:S0456',
  ).optional(),
  STORE_URL: z
    .string()
    .regex(/^(sqlite:.+|dynamodb:[A-Za-z0-9_.-]{3,255})$/, 'sqlite:FILE or dynamodb:TABLE')
    .default('sqlite:data/incidents.db'),
  QUEUE_URL: fifoQueue.optional(),
  PEOPLE_QUEUE_URL: fifoQueue.optional(),
  NOTIFICATIONS_QUEUE_URL: url('the address of an SQS queue').optional(),
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl, 'the https address of this app, without a user, a query or a fragment')
    .optional(),
  CONSOLE_INCIDENT_URL: z
    .string()
    .refine((text) => {
      const filled = text.replaceAll(/\{(region|account|plan|id|arn|encodedArn)\}/g, 'x');
      return protocolOf(filled) === 'https:' && !/[{}]/.test(filled);
    }, 'an https address, with {region} {account} {plan} {id} {arn} {encodedArn} where they belong')
    .optional(),
  CARD_LINKS: z
    .string()
    .transform((text, context) => {
      const { links, mistakes } = parseCardLinks(text);
      const message = `links by response plan like checkout-plan=Dashboard|https://…,*=Wiki|https://…/{id} (${mistakes.join('; ')})`;
      if (mistakes.length > 0) context.addIssue({ code: 'custom', message });
      return links;
    })
    .optional(),
  DEVOPS_AGENT_SPACE: z
    .string()
    .regex(agentSpace, 'the Region and the id of an Agent Space like eu-west-1/f95eb69d-46e2-48c9-875f-07536fd3b4b2')
    .optional(),
  NOTE_REACTION: z
    .string()
    .regex(/^:?[\p{Ll}\p{Lo}\p{M}\p{N}_+'-]{1,100}:?$/u, 'the name of an emoji like pushpin, or off')
    .transform((name) => name.replaceAll(':', ''))
    .optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: portNumber.default(3000),
  METRICS_PORT: portNumber.optional(),
  METRICS_NAMESPACE: z
    .string()
    .regex(/^(?!AWS\/)[\w./#:-]{1,255}$/, 'a namespace of CloudWatch that does not begin with AWS/, like IncidentApp')
    .optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['debug', 'info', 'warn', 'error'], 'debug, info, warn or error'))
    .default('info'),
});

type Variables = z.infer<typeof variables>;

const secrets = new Set(['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', ...oauthSecrets]);

const usualCadence: [number, number][] = [
  [1, 15 * 60_000],
  [2, 30 * 60_000],
  [3, 60 * 60_000],
  [4, 240 * 60_000],
];

/**
 * Reads the environment once.
 * @param part `worker`: a part that stands behind a front of its own needs neither a signing secret nor a state secret
 * @throws AppError `configuration`: one line for each variable that is missing or wrong, saying what was found (never a
 * secret) and what is expected
 */
export function readConfig(environment: NodeJS.ProcessEnv, part: 'whole' | 'worker' = 'whole'): Config {
  const given = tidy(environment);
  const parsed = variables.safeParse(given);
  const lines = [
    ...(parsed.success ? [] : wrong(parsed.error, given)),
    ...wrongEndpoints(given),
    ...missing(given, part),
    ...wrongPeopleQueue(given),
  ];
  if (!parsed.success || lines.length > 0) throw new AppError('configuration', lines.join('\n'));
  return toConfig(parsed.data);
}

/** One line for each variable, whatever is wrong with it. */
function wrong(error: z.ZodError, given: NodeJS.ProcessEnv): string[] {
  const expected = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = String(path[0]);
    if (!expected.has(name)) expected.set(name, message);
  }
  return [...expected].map(([name, message]) => {
    const found = secrets.has(name) ? 'something else (not shown)' : JSON.stringify((given[name] ?? '').slice(0, 200));
    return `${name}: found ${found}, expected ${message}`;
  });
}

/** The AWS SDKs read these directly, and would fail at each call. */
function wrongEndpoints(given: NodeJS.ProcessEnv): string[] {
  return Object.entries(given).flatMap(([name, value = '']) =>
    !/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || /^https?:$/.test(protocolOf(value))
      ? []
      : [`${name}: found ${JSON.stringify(value.slice(0, 200))}, expected an http(s) address`],
  );
}

function missing(v: NodeJS.ProcessEnv, part: 'whole' | 'worker'): string[] {
  const nothing = v.SLACK_BOT_TOKEN === undefined && v.SLACK_SIGNING_SECRET === undefined;
  if (nothing && v.SLACK_APP_TOKEN === undefined && !usesOAuth(v)) return [];
  const lines = usesOAuth(v) ? missingForOAuth(v, part) : [];
  if (v.SLACK_BOT_TOKEN === undefined && !usesOAuth(v)) {
    lines.push('SLACK_BOT_TOKEN: found nothing, expected a bot token that starts with xoxb-');
  }
  if (part === 'whole' && v.SLACK_SIGNING_SECRET === undefined && v.SLACK_APP_TOKEN === undefined) {
    lines.push('SLACK_SIGNING_SECRET: found nothing, expected the signing secret (or SLACK_APP_TOKEN for Socket Mode)');
  }
  return lines;
}

function wrongPeopleQueue({ QUEUE_URL: main, PEOPLE_QUEUE_URL: people }: NodeJS.ProcessEnv): string[] {
  const isFound = fifoQueue.safeParse(people).success;
  if (!isFound || (main !== undefined && main !== people)) return [];
  const found = JSON.stringify((people ?? '').slice(0, 200));
  return [`PEOPLE_QUEUE_URL: found ${found}, expected a queue beside that of QUEUE_URL, which is to be set too`];
}

function slackConnection(v: Variables): SlackConnection {
  const oauth = oauthSettings(v);
  const access = oauth ? { oauth } : v.SLACK_BOT_TOKEN === undefined ? undefined : { botToken: v.SLACK_BOT_TOKEN };
  if (access === undefined) return { mode: 'sandbox' };
  if (v.SLACK_APP_TOKEN !== undefined) return { mode: 'socket', appToken: v.SLACK_APP_TOKEN, ...access };
  return { mode: 'http', signingSecret: v.SLACK_SIGNING_SECRET ?? '', ...access };
}

/** The contacts of each user group: several may have the same group. */
function aliasesByGroup(groups: ReadonlyMap<string, string>): Map<string, string[]> {
  const grouped = Map.groupBy([...groups], ([, group]) => group);
  return new Map([...grouped].map(([group, entries]) => [group, entries.map(([key]) => key.split(' ')[0] ?? '')]));
}

function toConfig(v: Variables): Config {
  const [kind = '', ...location] = v.STORE_URL.split(':');
  const cadence = new Map<number, number | undefined>([...usualCadence, ...byImpact(v.STATUS_POSTS)]);
  return {
    slack: slackConnection(v),
    slackApiUrl: v.SLACK_API_URL.endsWith('/') ? v.SLACK_API_URL : `${v.SLACK_API_URL}/`,
    regions: [...new Set(v.INCIDENT_REGIONS ?? (v.AWS_REGION === undefined ? [] : [v.AWS_REGION]))],
    ...(v.INCIDENT_ACCOUNTS && { accounts: v.INCIDENT_ACCOUNTS }),
    chatTopics: channelsByTopic(v.CHAT_TOPICS ?? []),
    channelTeams: teamsOfChannels(v.CHAT_TOPICS ?? []),
    editors: new Set(v.INCIDENT_EDITORS),
    statusPostsMs: new Map([...cadence].filter((entry): entry is [number, number] => entry[1] !== undefined)),
    rooms: roomSettings(v),
    mentions: mentionsByImpact(v.MENTIONS ?? []),
    ...(v.INSTALL_TEAMS?.[0] !== undefined && { homeTeam: v.INSTALL_TEAMS[0] }),
    store:
      kind === 'sqlite'
        ? { kind: 'sqlite', file: location.join(':') }
        : { kind: 'dynamodb', table: location.join(':') },
    ...(v.QUEUE_URL && { queueUrl: v.QUEUE_URL }),
    ...(v.PEOPLE_QUEUE_URL && { peopleQueueUrl: v.PEOPLE_QUEUE_URL }),
    ...(v.NOTIFICATIONS_QUEUE_URL && { notificationsQueueUrl: v.NOTIFICATIONS_QUEUE_URL }),
    ...(v.PUBLIC_URL && { publicUrl: v.PUBLIC_URL }),
    ...(v.CONSOLE_INCIDENT_URL && { consoleIncidentUrl: v.CONSOLE_INCIDENT_URL }),
    onCallGroups: aliasesByGroup(v.ON_CALL_GROUPS ?? new Map()),
    contacts: v.CONTACTS ?? new Map(),
    ...(v.NOTE_REACTION && v.NOTE_REACTION !== 'off' && { noteReaction: v.NOTE_REACTION }),
    cardLinks: v.CARD_LINKS ?? [],
    ...(v.DEVOPS_AGENT_SPACE && { agentSpace: parseAgentSpace(v.DEVOPS_AGENT_SPACE) }),
    host: v.HOST,
    port: v.PORT,
    ...(v.METRICS_PORT !== undefined && { metricsPort: v.METRICS_PORT }),
    ...(v.METRICS_NAMESPACE && { metricsNamespace: v.METRICS_NAMESPACE }),
    logLevel: v.LOG_LEVEL,
  };
}

function parseAgentSpace(text: string): AgentSpace {
  const [, region = '', id = ''] = agentSpace.exec(text) ?? [];
  return { region, id };
}

const byImpact = <T>(map: ReadonlyMap<string, T> = new Map()): [number, T][] =>
  [...map].map(([impact, value]) => [Number(impact), value]);
