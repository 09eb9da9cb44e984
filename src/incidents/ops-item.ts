import { partitionOf, partitionPattern, regionPattern } from '../aws-names.ts';
import type { IncidentArn } from './naming/arn.ts';
import { plainForm } from './naming/named-incident.ts';
import { decodeAddress } from './naming/read-console-link.ts';

/** A parsed ARN of an OpsItem. */
export interface OpsItemArn {
  /** The whole ARN, spelled `opsitem`, as IAM and Systems Manager spell it. */
  arn: string;
  region: string;
  account: string;
  id: string;
}

/** What a text names: an OpsItem's id, and as much of its place as is known. */
export interface OpsItemTarget {
  id: string;
  region?: string;
  account?: string;
}

/** An OpsItem of Systems Manager OpsCenter when it was read. All text is untrusted. */
export interface OpsItem extends OpsItemArn {
  title: string;
  /** `Open`, `InProgress`, `Resolved`; of change and access requests other values. */
  status: string;
  /** `1` (critical) to `4` (low); an unknown value is kept. */
  severity?: string;
  source?: string;
  /** Counts the changes. */
  version: number;
  /** An incident that it is the parent of. */
  incident?: IncidentArn;
  readAtMs: number;
}

// AWS spells the type of the resource in two ways.
const resource = `ops[iI]tem/(oi-[0-9a-f]{12})(?![0-9a-z])`;
const arnPattern = `arn:(?:${partitionPattern}):ssm:(${regionPattern}):(\\d{12}):${resource}`;
const wholeArn = new RegExp(`^${arnPattern}$`);
const named = new RegExp(
  `${arnPattern}|([a-z0-9.-]{1,100})/systems-manager/opsitems/(oi-[0-9a-f]{12})([^\\s<>|"'\`]{0,300})|(?<![\\w-])(oi-[0-9a-f]{12})(?![\\w-])`,
  'g',
);
const regionInHost = new RegExp(`(?:^|\\.)(${regionPattern})\\.console\\.`);
const regionInQuery = new RegExp(`[?&;]region=(${regionPattern})(?![\\w-])`);
const accountInHost = /^(\d{12})(?:-[a-z0-9]+)?\./;
const leading = /^[\s"'“”‘’«»()[\]<>{}*_~`.,;:!?-]*/u;

/** Parses a text that is the ARN of an OpsItem. @returns `undefined` for anything else */
export function parseOpsItemArn(text: string): OpsItemArn | undefined {
  const [whole, region = '', account = '', id = ''] = wholeArn.exec(text.trim()) ?? [];
  return whole === undefined ? undefined : opsItemArn({ region, account, id });
}

/** The OpsItem with this id in an account and Region. */
export function opsItemArn({ region, account, id }: Required<OpsItemTarget>): OpsItemArn {
  return { arn: `arn:${partitionOf(region)}:ssm:${region}:${account}:opsitem/${id}`, region, account, id };
}

/**
 * Finds the OpsItems that a text names, by ARN, console link or id, each once. Takes time linear in the length of the text.
 * @param limit the most OpsItems to return
 * @example
 * findOpsItems('see oi-8084126392ac'); // [{ id: 'oi-8084126392ac' }]
 */
export function findOpsItems(text: string, limit: number): OpsItemTarget[] {
  const found = new Map<string, OpsItemTarget>();
  if (!text.includes('oi-')) return [];
  for (const match of text.matchAll(named)) {
    const target = targetOf(match);
    const known = found.get(target.id);
    if (known === undefined && found.size === limit) break;
    // The same one, named by its ARN and its id.
    found.set(target.id, { ...known, ...target });
  }
  return [...found.values()];
}

function targetOf([, region, account, inArn, host = '', inLink, tail = '', alone]: RegExpMatchArray): OpsItemTarget {
  const ofLink = inLink === undefined ? undefined : (regionInHost.exec(host)?.[1] ?? regionInQuery.exec(tail)?.[1]);
  const where = region ?? ofLink;
  const who = account ?? accountInHost.exec(host)?.[1];
  return {
    id: inArn ?? inLink ?? alone ?? '',
    ...(where !== undefined && { region: where }),
    ...(who !== undefined && { account: who }),
  };
}

const longest = 2000;

/**
 * The OpsItem that a command's text names, if it names one and nothing else. What surrounds it does not matter: quotes,
 * brackets, formatting.
 */
export function namedOpsItem(text: string): OpsItemTarget | undefined {
  if (text.length > longest) return undefined;
  const plain = plainForm(decodeAddress(text));
  const [target, another] = findOpsItems(plain, 2);
  if (target === undefined || another !== undefined) return undefined;
  const rest = plain.replaceAll(named, ' ').replace(/https?:\/\//g, ' ');
  return /[\p{L}\p{N}]/u.test(rest) ? undefined : target;
}

/** Whether a text begins with the name of an OpsItem. */
export function beginsWithOpsItem(text: string): boolean {
  const [word = ''] = text.trim().split(/\s/, 1);
  return namedOpsItem(word.replace(leading, '')) !== undefined;
}

/** Whether an OpsItem is still to be handled. */
export const isOpenOpsItem = ({ status }: Pick<OpsItem, 'status'>): boolean => openStatuses.has(status);

const openStatuses: ReadonlySet<string> = new Set(['Open', 'InProgress', 'Pending', 'PendingApproval', 'Scheduled']);

/** The impact of an incident that is started from an OpsItem; `undefined` where its severity says nothing. */
export function impactOfSeverity(severity: string | undefined): number | undefined {
  return /^[1-4]$/.test(severity ?? '') ? Number(severity) : undefined;
}
