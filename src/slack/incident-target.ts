import { AppError } from '../errors.ts';
import type { AnyArn, IncidentArn, OtherArn } from '../incidents/arn.ts';
import { findArns } from '../incidents/find-arns.ts';
import { readConsoleLink } from '../incidents/read-console-link.ts';

/** What somebody named: an incident by its ARN, or by its id alone. */
export type IncidentTarget = { kind: 'arn'; arn: IncidentArn } | { kind: 'id'; id: string; account?: string };

const bareId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a word can only be meant as an incident, so that it is no misspelt command. */
export function looksLikeTarget(word: string): boolean {
  return /^[`<"']*(arn:|https?:)/.test(word) || bareId.test(word);
}

/**
 * Reads what a person typed or pasted to name an incident: its ARN (with whatever surrounds it), a link to the AWS
 * console, or its id.
 * @throws AppError `not_an_incident` (the ARN of something else: says of what) or `not_an_arn`
 */
export function readTarget(text: string): IncidentTarget {
  const arns = findArns(text);
  const incident = arns.find((arn) => arn.kind === 'incident');
  if (incident !== undefined) return { kind: 'arn', arn: incident };
  const words = text.split(/[\s<>|`"']+/).filter((word) => word !== '');
  for (const word of words) {
    const linked = readConsoleLink(word);
    if (linked?.kind === 'id') return linked;
    if (linked?.arn.kind === 'incident') return { kind: 'arn', arn: linked.arn };
    if (linked !== undefined) throw notAnIncident(linked.arn);
    if (bareId.test(word)) return { kind: 'id', id: word };
  }
  const [other] = arns;
  if (other !== undefined) throw notAnIncident(other);
  throw new AppError(
    'not_an_arn',
    `I cannot read “${text.trim().slice(0, 60)}” as an incident. Paste its ARN (arn:aws:ssm-incidents::…:incident-record/…), or see /incident list.`,
  );
}

const hints: Readonly<Record<OtherArn['kind'], string>> = {
  'response-plan': 'That is a response plan, not an incident. /incident list shows its open incidents.',
  'automation-execution': 'That is a runbook’s execution, not an incident. Its state stands on the incident’s card.',
  other: '',
};

const services: Readonly<Record<string, string>> = {
  cloudwatch: 'a CloudWatch alarm',
  events: 'an EventBridge rule',
  sns: 'an SNS topic',
  'ssm-contacts': 'a contact or an engagement',
  'ssm-incidents': 'something else of Incident Manager',
  ssm: 'something of Systems Manager',
  iam: 'an IAM identity',
  sts: 'an STS session',
  lambda: 'a Lambda function',
  logs: 'a log group',
};

function notAnIncident(arn: AnyArn): AppError {
  const { kind } = arn;
  if (kind !== 'incident' && hints[kind] !== '') return new AppError('not_an_incident', hints[kind]);
  const service = arn.kind === 'incident' ? '' : arn.service;
  const known = Object.hasOwn(services, service) ? services[service] : undefined;
  const what = known ?? `something of the service ${service}`;
  return new AppError(
    'not_an_incident',
    `That is the ARN of ${what}, not of an incident. An incident’s has :incident-record/ in it; see /incident list.`,
  );
}
