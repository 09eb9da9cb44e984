/** An incident's ARN, taken apart. */
export interface IncidentArn {
  kind: 'incident';
  /** The whole ARN without Region, the one form Incident Manager accepts and this app stores. */
  arn: string;
  partition: string;
  account: string;
  /** Name of the response plan. */
  plan: string;
  /** Looks like a UUID, but carries no version: AWS alone knows which ids exist. */
  id: string;
}

/** The ARN of something near an incident that people paste as well. */
export interface OtherArn {
  kind: 'response-plan' | 'automation-execution' | 'other';
  arn: string;
  partition: string;
  service: string;
  region: string;
  account: string;
  /** All that follows the account, for example `response-plan/checkout`. */
  resource: string;
}

export type AnyArn = IncidentArn | OtherArn;

// Bounded quantifiers and classes that never overlap: a failed match costs at most one pass over one ARN's length.
// A slash may be escaped, as some JSON writers do.
const arnPattern =
  /arn:(aws(?:-cn|-us-gov)?):([a-z0-9-]{1,40}):([a-z0-9-]{0,30}):(\d{12}|):([A-Za-z0-9_.:/\\$@+=,-]{1,600})/y;
const incidentResource = /^incident-record\/([A-Za-z0-9_-]{1,200})\/([A-Za-z0-9-]{1,50})(?![A-Za-z0-9_-])/;
const planResource = /^response-plan\/[A-Za-z0-9_-]{1,200}/;
const executionResource = /^automation-execution\/[A-Za-z0-9-]{1,50}/;

/**
 * Reads the ARN that starts at `index` of `text`.
 * @returns `undefined` when none starts there
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanagerincidentmanager.html
 */
export function arnAt(text: string, index: number): AnyArn | undefined {
  arnPattern.lastIndex = index;
  const match = arnPattern.exec(text);
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', account = '', raw = ''] = match;
  // A list without blanks: the next ARN is not part of this one.
  const next = raw.indexOf('arn:aws', 1);
  const resource = (next === -1 ? raw : raw.slice(0, next)).replaceAll('\\/', '/');
  if (service === 'ssm-incidents' && account !== '') {
    const incident = incidentResource.exec(resource);
    if (incident !== null) {
      const [, plan = '', id = ''] = incident;
      const arn = `arn:${partition}:ssm-incidents::${account}:incident-record/${plan}/${id}`;
      return { kind: 'incident', arn, partition, account, plan, id };
    }
    const found = planResource.exec(resource)?.[0];
    if (found !== undefined) return other('response-plan', partition, service, '', account, found);
  }
  if (service === 'ssm') {
    const found = executionResource.exec(resource)?.[0];
    if (found !== undefined) return other('automation-execution', partition, service, region, account, found);
  }
  return other('other', partition, service, region, account, resource.replace(/[.,:\\]+$/, ''));
}

function other(
  kind: OtherArn['kind'],
  partition: string,
  service: string,
  region: string,
  account: string,
  resource: string,
): OtherArn {
  const arn = `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return { kind, arn, partition, service, region, account, resource };
}

/** Reads a text that should be one ARN and nothing else (blanks around it aside). */
export function parseArn(text: string): AnyArn | undefined {
  return arnAt(text.trim(), 0);
}

/** Reads a stored or carried incident ARN. */
export function parseIncidentArn(text: string): IncidentArn | undefined {
  const arn = parseArn(text);
  return arn?.kind === 'incident' ? arn : undefined;
}

/** Region of any ARN, `undefined` where it names none. */
export function regionOf(arn: string): string | undefined {
  const region = arn.split(':', 4)[3];
  return region === undefined || region === '' ? undefined : region;
}

/** What follows the last slash or colon of an ARN: the name people know a thing by. */
export function nameOf(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}
