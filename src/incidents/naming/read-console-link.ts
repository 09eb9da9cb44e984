import type { AnyArn } from './arn.ts';
import { findArns } from './find-arns.ts';

/** The target of a console link: an ARN, or an incident's id and possibly its account. */
export type ConsoleTarget = { kind: 'arn'; arn: AnyArn } | { kind: 'id'; id: string; account?: string };

const consoleHost = /(?:^|\.)console\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)$/;
// Incident ids look like UUIDs but have no version digit.
const idPattern = /(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9A-Za-z])/i;
const accountPattern = /(?<!\d)\d{12}(?!\d)/;
const longest = 4000;

/**
 * Parses a link to the AWS console. AWS documents no link to a single incident, so ARNs and ids are accepted in the path, the
 * query and the fragment, percent-encoded once or twice.
 * @returns `undefined` when the link is not to the console, or not about an incident
 */
export function parseConsoleLink(text: string): ConsoleTarget | undefined {
  if (text.length > longest || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' || !consoleHost.test(url.hostname)) return undefined;
  const decoded = decodeAddress(`${url.pathname}${url.search}${url.hash}`);
  const arns = findArns(decoded);
  const arn = arns.find((each) => each.kind === 'incident') ?? arns.find((each) => each.kind !== 'other');
  if (arn !== undefined) return { kind: 'arn', arn };
  const aboutIncidents = decoded.includes('/systems-manager/incidents');
  const id = aboutIncidents ? idPattern.exec(decoded)?.[0] : undefined;
  if (id === undefined) return undefined;
  const account = accountPattern.exec(decoded.replace(id, ''))?.[0];
  return { kind: 'id', id, ...(account && { account }) };
}

/** Whether a link leads to the incidents pages of the console. */
export function isIncidentPage(text: string): boolean {
  if (text.length > longest || !URL.canParse(text)) return false;
  const { hostname, pathname } = new URL(text);
  return consoleHost.test(hostname) && pathname.startsWith('/systems-manager/incidents');
}

/** Decodes percent-encoding, applied once or twice. */
export const decodeAddress = (text: string): string => decode(decode(text));

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
