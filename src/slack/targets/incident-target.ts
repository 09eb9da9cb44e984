import type { IncidentManager } from '../../aws/read/incident-manager.ts';
import { hasInk } from '../../cards/text/clean-text.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { AppError } from '../../errors.ts';
import { type Gap, throwGap } from '../../incidents/gap.ts';
import type { IncidentArn, OtherArn } from '../../incidents/naming/arn.ts';
import { type IncidentTarget, type Named, namedIncident } from '../../incidents/naming/named-incident.ts';
import { parseOpsItemArn } from '../../incidents/ops-item.ts';
import { firstWord } from './first-word.ts';

/** How the arguments of a command begin. */
export type Beginning = { kind: 'incident'; target: IncidentTarget; rest: string } | { kind: 'text' };

/** What a command takes after the incident: free text, a link or ARN, or one of its own values. */
export type Following = 'text' | 'item' | 'value';

/** Whether a text begins with an ARN, an incident's id or a link, so that it is not a misspelt command. */
export const beginsWithTarget = (text: string): boolean => nameOfFirst(text).named.kind !== 'text';

/**
 * Parses a text that must name one incident: its ARN (however decorated), a link to the AWS console, or its id.
 * @throws AppError `not_an_incident` for the ARN of something else (the message says of what), or `not_an_arn`
 */
export function parseTarget(text: string): IncidentTarget {
  const named = namedIncident(text);
  if (named.kind === 'incident') return named.target;
  throw refusal(named, text);
}

/**
 * Parses whether a command's arguments begin with an incident, which only the first word can name. An ambiguous word is
 * rejected: a command never guesses, nor falls back on the channel's own incident then.
 * @throws AppError `not_an_incident` or `not_an_arn`
 */
export function readBeginning(text: string, following: Following): Beginning {
  const { named, word, rest } = nameOfFirst(text);
  if (named.kind === 'text') return { kind: 'text' };
  if (named.kind === 'incident' && named.apart) return { kind: 'incident', target: named.target, rest };
  if (named.kind === 'incident') throw notSeparated(word);
  if (follows(named, following)) return { kind: 'text' };
  throw refusal(named, word, following);
}

/** Whether the first word is already the text: a link that names no incident, or an ARN of another service. */
function follows(named: Named, following: Following): boolean {
  if (following === 'value') return false;
  const isItem = named.kind === 'other' && (following === 'item' || named.arn.service !== 'ssm-incidents');
  return named.kind === 'link' || isItem;
}

function nameOfFirst(text: string): { named: Named; word: string; rest: string } {
  const { word, label, rest } = firstWord(text);
  const named = namedIncident(word);
  if (!hasInk(label)) return { named, word, rest };
  // The label of a link may name another incident than its address.
  const both = namedIncident(`${word} ${label}`);
  const apart = named.kind === 'incident' ? named.apart : namedIncident(word).kind === 'link';
  return { named: both.kind === 'incident' ? { ...both, apart } : both, word, rest };
}

function notSeparated(word: string): AppError {
  return new AppError(
    'not_an_arn',
    `"${truncate(word, 60)}" contains an incident and more text. Write the incident's ARN or id first, then a space, then the text.`,
  );
}

const howToName = 'Paste its ARN (arn:aws:ssm-incidents::…:incident-record/…), or see /incident list.';

function refusal(named: Exclude<Named, { kind: 'incident' }>, text: string, following?: Following): AppError {
  if (named.kind === 'other') return notAnIncident(named.arn);
  const typed = truncate(text.trim(), 60);
  if (named.kind === 'several') {
    return new AppError('not_an_arn', `"${typed}" names more than one incident. Name one at a time.`);
  }
  const asText = following === 'text' ? ' If it is part of your text, put a word before it.' : '';
  return new AppError('not_an_arn', `I can't read "${typed}" as an incident. ${howToName}${asText}`);
}

const hints: Readonly<Record<OtherArn['kind'], string>> = {
  'response-plan': 'That is a response plan, not an incident. /incident list shows its open incidents.',
  'automation-execution': "That is a runbook execution, not an incident. The incident's card shows its state.",
  other: '',
};

const opsItemHint = 'That is an OpsItem, not an incident. /incident followed by its id (oi-…) shows it.';

const services: Readonly<Record<string, string>> = {
  cloudwatch: 'a CloudWatch alarm',
  events: 'an EventBridge rule',
  sns: 'an SNS topic',
  'ssm-contacts': 'a contact or an engagement',
  'ssm-incidents': 'another Incident Manager resource',
  ssm: 'a Systems Manager resource',
  iam: 'an IAM identity',
  sts: 'an STS session',
  lambda: 'a Lambda function',
  logs: 'a log group',
};

function notAnIncident({ kind, service, arn }: OtherArn): AppError {
  if (parseOpsItemArn(arn) !== undefined) return new AppError('not_an_incident', opsItemHint);
  if (hints[kind] !== '') return new AppError('not_an_incident', hints[kind]);
  const known = Object.hasOwn(services, service) ? services[service] : undefined;
  const what = known ?? `a resource of the ${service} service`;
  return new AppError(
    'not_an_incident',
    `That is the ARN of ${what}, not of an incident. An incident's ARN contains :incident-record/; see /incident list.`,
  );
}

type Listing = Pick<IncidentManager, 'listIncidents'>;

/**
 * Finds the ARN of a named incident. An id is looked up in the list of incidents, because AWS reads records only by ARN.
 * @throws AppError `no_such_incident`
 */
export async function resolveTarget(target: IncidentTarget, incidents: Listing): Promise<IncidentArn> {
  const { arns, gaps } = await lookUp([target], incidents);
  const [arn] = arns;
  if (arn !== undefined) return arn;
  const account = target.kind === 'id' ? target.account : target.arn.account;
  throwGap(gaps.filter((gap) => account === undefined || gap.account === account));
  const id = target.kind === 'id' ? target.id : target.arn.id;
  throw new AppError('no_such_incident', `No incident ${id.slice(0, 8)}… in the accounts of this app.`, {
    nextStep: 'Paste its ARN, or see /incident list.',
  });
}

/** Finds the ARNs of several incidents in one listing. @returns in the same order; `undefined` for an unknown id */
export async function resolveTargets(
  targets: readonly IncidentTarget[],
  incidents: Listing,
): Promise<(IncidentArn | undefined)[]> {
  return (await lookUp(targets, incidents)).arns;
}

async function lookUp(
  targets: readonly IncidentTarget[],
  incidents: Listing,
): Promise<{ arns: (IncidentArn | undefined)[]; gaps: Gap[] }> {
  const isById = targets.some(({ kind }) => kind === 'id');
  const { incidents: byId, gaps } = isById ? await incidents.listIncidents({}) : { incidents: [], gaps: [] };
  const listed = byId.map(({ arn }) => arn);
  const arns = targets.map((target) => {
    if (target.kind === 'arn') return target.arn;
    const id = target.id.toLowerCase();
    return listed.find(
      (found) => found.id.toLowerCase() === id && (target.account === undefined || target.account === found.account),
    );
  });
  return { arns, gaps };
}
