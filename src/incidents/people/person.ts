import { nameOf } from '../naming/arn.ts';

/** Services that act on their own, by the prefix of their role's name or service principal. */
const services: readonly (readonly [string, string])[] = [
  ['AWSServiceRoleForCloudWatchAlarms', 'CloudWatch alarm'],
  ['AWSServiceRoleForIncidentManager', 'Incident Manager'],
  ['AWSServiceRoleForCloudWatchEvents', 'EventBridge'],
  ['Amazon_EventBridge_', 'EventBridge'],
  ['ssm-incidents.alarms.cloudwatch.', 'CloudWatch alarm'],
  ['cloudwatch.', 'CloudWatch alarm'],
  ['ssm-incidents.', 'Incident Manager'],
  ['events.', 'EventBridge'],
];

/** Session names that programs generate: they identify no person. */
const namelessSession = /^(botocore-session-|aws-sdk-|AWSCLI-Session|aws-go-sdk-|i-[0-9a-f]{8,17}$|\d+$)/;

/** The app's notation of a Slack user. No ARN or service principal has this form. */
const slackUser = /^slack:\w+ (.+)$/s;

/** A Slack user as the principal of a change. */
export const slackActor = (id: string, name: string): string => `slack:${id} ${name}`;
/** The Slack id of a principal; `undefined` for one that is not of Slack. */
export const slackIdOf = (principal: string): string | undefined => /^slack:([UW]\w+) /.exec(principal)?.[1];
/** Whether a principal is a Slack user or the app, and not an ARN. */
export const isSlackActor = (principal: string): boolean => principal.startsWith('slack:');
/** The app itself as the principal, if it is unknown for whom it acted. */
export const appActor = 'slack:app';

const ssoRole = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/**
 * The name of a principal (an IAM or STS ARN, a service principal or a Slack user): `exampleUser (Admin)`,
 * `CloudWatch alarm`. It contains text of the ARN: untrusted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function personOf(principal: string): string {
  const arn = principal.trim();
  if (arn === '') return 'someone';
  if (arn === appActor) return 'the Slack app';
  const inSlack = slackUser.exec(arn)?.[1];
  if (inSlack !== undefined) return `${inSlack} (Slack)`;
  if (!arn.startsWith('arn:')) return serviceOf(arn) ?? arn;
  const [, , , , account = '', ...rest] = arn.split(':');
  const [kind = '', ...names] = rest.join(':').split('/');
  if (kind === 'assumed-role') return assumedRole(names[0] ?? '', names.slice(1).join('/'));
  if (kind === 'root') return `root of account ${account}`;
  const name = nameOf(arn);
  if (kind === 'role') return serviceOf(name) ?? `role ${name}`;
  return name === '' ? arn : name;
}

/**
 * Whether a principal is one of `own`: the same user, or any session of the same role. People share roles of IAM Identity
 * Center, so for these only the same session counts.
 * @param own ARNs of users and roles, and of sessions as returned by GetCallerIdentity
 */
export function isSamePrincipal(principal: string, own: readonly string[]): boolean {
  const identity = identityOf(principal);
  return identity !== '' && own.some((each) => identityOf(each) === identity);
}

const principal = /\barn:aws[a-z-]*:(?:sts|iam)::\d{12}:(?:assumed-role|role|user)\/[\w+=,.@/-]*[\w+=@-]/g;

/** The ARNs of users, roles and sessions that a text names. */
export const principalsIn = (text: string): string[] => [...new Set(text.match(principal))];

/** A key that all sessions of a role share; for other principals the ARN. */
function identityOf(principal: string): string {
  const [, , service, , account = '', ...rest] = principal.trim().split(':');
  const [kind = '', ...names] = rest.join(':').split('/');
  const role = kind === 'assumed-role' ? (names[0] ?? '') : kind === 'role' ? (names.at(-1) ?? '') : '';
  if (role === '' || (service !== 'sts' && service !== 'iam')) return principal.trim();
  return ssoRole.test(role) ? principal.trim() : `${account} ${role}`;
}

function assumedRole(role: string, session: string): string {
  const service = serviceOf(role);
  if (service !== undefined) return service;
  const name = ssoRole.exec(role)?.[1] ?? role;
  return session === '' || namelessSession.test(session) ? `role ${name}` : `${session} (${name})`;
}

function serviceOf(name: string): string | undefined {
  return services.find(([start]) => name.startsWith(start))?.[1];
}
