import { isRegionName, partitionPattern } from '../../aws-names.ts';

/**
 * A parsed incident ARN. Parsed once, where text enters the app: a payload, a notification, an answer of AWS's, a job or a
 * row. As JSON it is the text again, so that jobs and rows hold only that.
 */
export class IncidentArn {
  readonly kind = 'incident';
  /** The whole ARN, without a Region: the only form that Incident Manager accepts and this app stores. */
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  /** Name of the response plan. */
  readonly plan: string;
  /** Looks like a UUID but has no version digit. */
  readonly id: string;

  constructor(partition: string, account: string, plan: string, id: string) {
    this.arn = `arn:${partition}:ssm-incidents::${account}:incident-record/${plan}/${id}`;
    this.partition = partition;
    this.account = account;
    this.plan = plan;
    this.id = id;
    Object.freeze(this);
  }

  toJSON(): string {
    return this.arn;
  }

  /** So that it can stand in a key or a line: `${arn} ${channel}`. */
  toString(): string {
    return this.arn;
  }
}

/** A parsed ARN of another resource that people paste. */
export interface OtherArn {
  kind: 'response-plan' | 'automation-execution' | 'other';
  arn: string;
  partition: string;
  service: string;
  region: string;
  account: string;
  /** The part after the account, for example `response-plan/checkout`. */
  resource: string;
}

export type AnyArn = IncidentArn | OtherArn;
/** The ARNs that the app unfurls. */
export type AnsweredArn = IncidentArn | (OtherArn & { kind: 'response-plan' | 'automation-execution' });

// Sticky, with bounded quantifiers: a failed match costs at most the length of one ARN. A slash may be escaped, as some JSON
// serializers do.
const headPattern = new RegExp(`arn:(${partitionPattern}):([a-z0-9-]{1,40}):([a-z0-9-]{0,30}):(\\d{12}|):`, 'y');
// Underscores after an id end italics. Underscores followed by letters make it something else.
const incidentResource =
  /incident-record\\?\/([A-Za-z0-9_-]{1,200})\\?\/([A-Za-z0-9-]{1,53})(?![A-Za-z0-9-]|_{1,8}[A-Za-z0-9])/y;
/** A complete id with other characters appended. */
const gluedId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(.+)$/i;
const planResource = /(response-plan)\\?\/([A-Za-z0-9_-]{1,203})(?![A-Za-z0-9_-])/y;
const executionResource = /(automation-execution)\\?\/([A-Za-z0-9-]{1,53})(?![A-Za-z0-9-])/y;
const otherResource = /^[A-Za-z0-9_.:/\\$@+=,-]+/;
const longestResource = 600;

/** The part of an ARN before its resource. */
interface Head {
  partition: string;
  service: string;
  region: string;
  account: string;
  /** The index at which the resource begins. */
  start: number;
  /** Whether an underscore precedes the ARN: in italics, trailing underscores are not part of the name. */
  italic: boolean;
}

/**
 * Parses the ARN that starts at `index` of `text`.
 * @returns `undefined` when none starts there
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanagerincidentmanager.html
 */
export function arnAt(text: string, index: number): AnyArn | undefined {
  const head = headAt(text, index);
  return head && (answeredArn(text, head) ?? otherArn(text, head));
}

/** As `arnAt`, but only for ARNs that the app unfurls. */
export function answeredArnAt(text: string, index: number): AnsweredArn | undefined {
  const head = headAt(text, index);
  return head && answeredArn(text, head);
}

function headAt(text: string, index: number): Head | undefined {
  const match = matchAt(headPattern, text, index);
  if (match === null) return undefined;
  const [{ length }, partition = '', service = '', region = '', account = ''] = match;
  return { partition, service, region, account, start: index + length, italic: text[index - 1] === '_' };
}

function answeredArn(text: string, head: Head): AnsweredArn | undefined {
  const { partition, service, account, start } = head;
  if (service === 'ssm') {
    const execution = named(executionResource, text, head);
    return execution === undefined ? undefined : other('automation-execution', head, execution);
  }
  if (service !== 'ssm-incidents' || account === '') return undefined;
  const incident = matchAt(incidentResource, text, start);
  if (incident === null) {
    const plan = named(planResource, text, head);
    return plan === undefined ? undefined : other('response-plan', { ...head, region: '' }, plan);
  }
  const [, plan = '', last = ''] = incident;
  const id = idAlone(beforeNextArn(last, text, incidentResource.lastIndex));
  if (id === '') return undefined;
  return new IncidentArn(partition, account, plan, id);
}

function otherArn(text: string, head: Head): OtherArn | undefined {
  const near = text.slice(head.start, head.start + longestResource);
  const next = near.indexOf('arn:aws');
  const resource = otherResource.exec(next === -1 ? near : near.slice(0, next))?.[0];
  if (resource === undefined) return undefined;
  return other('other', head, resource.replaceAll('\\/', '/').replace(head.italic ? /[.,:\\_]+$/ : /[.,:\\]+$/, ''));
}

function matchAt(sticky: RegExp, text: string, index: number): RegExpExecArray | null {
  sticky.lastIndex = index;
  return sticky.exec(text);
}

/** Text after a dash is not part of the id. An id directly followed by letters is not an id. */
function idAlone(text: string): string {
  const [, id = '', glued = ''] = gluedId.exec(text) ?? [];
  if (id === '') return text.replace(/-+$/, '');
  return glued.startsWith('-') ? id : '';
}

/** A type and a name: `response-plan/checkout`. */
function named(sticky: RegExp, text: string, { start, italic }: Head): string | undefined {
  const match = matchAt(sticky, text, start);
  const whole = match === null ? '' : beforeNextArn(match[2] ?? '', text, sticky.lastIndex);
  const name = italic ? whole.replace(/_+$/, '') : whole;
  return name === '' ? undefined : `${match?.[1]}/${name}`;
}

/** In a list without spaces, the start of the next ARN looks like the end of a name. */
function beforeNextArn(name: string, text: string, end: number): string {
  return name.endsWith('arn') && text.startsWith(':aws', end) ? name.slice(0, -3) : name;
}

function other<Kind extends OtherArn['kind']>(
  kind: Kind,
  { partition, service, region, account }: Head,
  resource: string,
): OtherArn & { kind: Kind } {
  const arn = `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return { kind, arn, partition, service, region, account, resource };
}

/** Parses a text that is one ARN, apart from white space around it. */
export function parseArn(text: string): AnyArn | undefined {
  return arnAt(text.trim(), 0);
}

/**
 * Parses an incident ARN.
 * @returns `undefined` for anything else
 * @example
 * parseIncidentArn('arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9…')?.plan; // 'checkout-plan'
 */
export function parseIncidentArn(text: string): IncidentArn | undefined {
  const arn = parseArn(text);
  return arn?.kind === 'incident' ? arn : undefined;
}

/** ARN of the response plan that an incident was started from. */
export const planArnOf = ({ partition, account, plan }: IncidentArn): string =>
  `arn:${partition}:ssm-incidents::${account}:response-plan/${plan}`;

/** Region of any ARN, `undefined` where it names none, or something that cannot be one. */
export function regionOf(arn: string): string | undefined {
  const region = arn.split(':', 4)[3] ?? '';
  return isRegionName(region) ? region : undefined;
}

/** Account of any ARN, `''` where it names none. */
export const accountOf = (arn: string): string => arn.split(':', 5)[4] ?? '';

/** The part of an ARN after its last slash or colon: usually the name of the resource. */
export function nameOf(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}
