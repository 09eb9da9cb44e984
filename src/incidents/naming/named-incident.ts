import { partitionPattern } from '../../aws-names.ts';
import { type AnyArn, arnAt, type IncidentArn, type OtherArn } from './arn.ts';
import { findIncidentArns } from './find-arns.ts';
import { decodeAddress, isIncidentPage, parseConsoleLink } from './read-console-link.ts';

/** An incident named by its ARN or its id. */
export type IncidentTarget = { kind: 'arn'; arn: IncidentArn } | { kind: 'id'; id: string; account?: string };

/** What a typed or pasted text names. */
export type Named =
  /** One incident. `apart`: only punctuation and white space surround its name. */
  | { kind: 'incident'; target: IncidentTarget; apart: boolean }
  /** More than one incident, so that it is ambiguous. */
  | { kind: 'several' }
  /** Something that resembles the name of an incident but does not parse. */
  | { kind: 'broken' }
  /** Another resource, by its ARN. */
  | { kind: 'other'; arn: OtherArn }
  /** A link that names no incident. */
  | { kind: 'link' }
  /** None of these. */
  | { kind: 'text' };

const address = /(?:https?:\/\/|(?:[a-z0-9-]{1,40}\.)?console\.(?:aws\.amazon|amazonaws))[^\s<>|`"']{1,4000}/gi;
const arnStart = /arn:aws/g;
const wholeId = /(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])/gi;
/** The remains of a name that was truncated or merged with other letters. */
const remains = /(?<![\p{L}\p{N}])arn:|ssm-incidents|incident-record|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]/iu;
const ink = /[\p{L}\p{N}]/u;
const longest = 12_000;

/**
 * Finds the incident that a text names. Ignores what phones, editors and Slack add: quotes and brackets of any script,
 * formatting, punctuation, invisible characters. Takes time linear in the length of the text.
 * @example
 * namedIncident('“8ab91f9e-7f0a-8d1e-0c3f-7b7c1f6d2a11”.'); // { kind: 'incident', target: { kind: 'id', … }, apart: true }
 */
export function namedIncident(text: string): Named {
  const found = new Found();
  const withoutLinks = plainForm(text.slice(0, longest)).replace(address, (url) => {
    found.link(url);
    return ' ';
  });
  const rest = withoutArns(withoutLinks, (arn) => found.arn(arn));
  const words = rest.replace(wholeId, (id) => {
    found.add({ kind: 'id', id: id.toLowerCase() });
    return ' ';
  });
  const { targets, elsewhere, broken, other, links } = found;
  const [target] = targets.values();
  if (targets.size > 1 || (broken && targets.size > 0)) return { kind: 'several' };
  if (target !== undefined) return { kind: 'incident', target, apart: !elsewhere && !ink.test(words) };
  if (broken || remains.test(words)) return { kind: 'broken' };
  if (other !== undefined) return { kind: 'other', arn: other };
  return { kind: links > 0 ? 'link' : 'text' };
}

/** Whether an ARN was meant to be an incident's. */
const isBroken = ({ service, resource }: OtherArn): boolean =>
  service === 'ssm-incidents' && resource.startsWith('incident-record');

/** The findings in a text so far. */
class Found {
  /** By id, which two names of one incident share. */
  targets = new Map<string, IncidentTarget>();
  /** Whether an incident's ARN occurs in a link that does not lead to the console. */
  elsewhere = false;
  other: OtherArn | undefined;
  /** Whether the name of an incident was truncated or merged with other letters. */
  broken = false;
  links = 0;

  add(target: IncidentTarget): void {
    const id = (target.kind === 'id' ? target.id : target.arn.id).toLowerCase();
    const known = this.targets.get(id);
    if (known === undefined || (known.kind === 'id' && target.kind === 'arn')) this.targets.set(id, target);
    else if (target.kind === 'arn' && known.kind === 'arn' && target.arn.arn !== known.arn.arn)
      this.targets.set(target.arn.arn, target);
  }

  link(url: string): void {
    this.links += 1;
    const whole = /^https?:/i.test(url) ? url : `https://${url}`;
    const linked = parseConsoleLink(whole);
    const decoded = decodeAddress(url);
    const arns = findIncidentArns(decoded);
    for (const arn of arns) this.add({ kind: 'arn', arn });
    if (linked?.kind === 'id') this.add(linked);
    if (linked?.kind === 'arn') this.arn(linked.arn);
    this.elsewhere ||= linked === undefined && arns.length > 0;
    if (!isIncidentPage(whole)) return;
    const rest = withoutArns(decoded, (arn) => {
      this.broken ||= arn.kind !== 'incident' && isBroken(arn);
    }).replace(wholeId, (id) => {
      this.add({ kind: 'id', id: id.toLowerCase() });
      return ' ';
    });
    this.broken ||= remains.test(rest);
  }

  arn(arn: AnyArn): void {
    if (arn.kind === 'incident') this.add({ kind: 'arn', arn });
    else if (isBroken(arn)) this.broken = true;
    else this.other ??= arn;
  }
}

function withoutArns(text: string, take: (arn: AnyArn) => void): string {
  let rest = '';
  let from = 0;
  for (const { index } of text.matchAll(arnStart)) {
    const arn = index < from ? undefined : arnAt(text, index);
    if (arn === undefined) continue;
    take(arn);
    rest += `${text.slice(from, index)} `;
    from = endOf(arn, text, index);
  }
  return rest + text.slice(from);
}

const arnCharacters = /^[A-Za-z0-9_.:/\\$@+=,-]+/;

/** The index at which an ARN ends in its text. */
function endOf(arn: AnyArn, text: string, start: number): number {
  if (arn.kind === 'incident') {
    const plan = text.indexOf('incident-record', start) + 'incident-record'.length + arn.plan.length;
    return text.indexOf(arn.id, plan) + arn.id.length;
  }
  const near = text.slice(start, start + 1000);
  const next = near.indexOf('arn:aws', 1);
  return start + (arnCharacters.exec(next === -1 ? near : near.slice(0, next))?.[0].length ?? 1);
}

/** Invisible characters: joiners, direction marks, variation selectors, control characters. */
const unseen = /[[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]--[\s]]/gv;
const dashes = /[\p{Pd}\u2212\u02D7]/gu;
const slashes = /[\u2044\u2215\u29F8]/gu;
const colons = /[\u2236\uA789\u02D0]/gu;
const capitalised = new RegExp(`arn:${partitionPattern}:ssm(?:-incidents)?:`, 'gi');
/** An ARN in a URL: `%3A`, or `%253A` when encoded twice. */
const encodedArn = /arn%(?:25)?3a/i;
const encodedCharacter = /%(?:25)?([2-7][0-9a-f])/gi;

/**
 * Normalizes what phones, editors and chat clients do to ASCII text: full-width and styled letters, long dashes, accents,
 * invisible characters, a capital at the start of an ARN. Only for parsing the names of incidents; never for stored text.
 */
export function plainForm(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(unseen, '')
    .replace(dashes, '-')
    .replace(slashes, '/')
    .replace(colons, ':');
  return decoded(plain).replace(capitalised, (head) => head.toLowerCase());
}

function decoded(text: string): string {
  if (!encodedArn.test(text)) return text;
  return text.replace(encodedCharacter, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
