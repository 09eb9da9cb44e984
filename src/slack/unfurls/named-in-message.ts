import { findAnsweredArns } from '../../incidents/find-arns.ts';
import { type ConsoleTarget, parseConsoleLink } from '../../incidents/read-console-link.ts';
import { decodeSlackText } from '../requester/slack-text.ts';

// Slack puts what it knows as a link in angle brackets; in code an address stays as it was typed.
const address = /(<?)(https:\/\/[^\s<>|`"']{1,4000})/g;
const most = 50;

/**
 * What a message's text names that the app answers in the thread: ARNs of incidents, response plans and runbook
 * executions wherever they stand, and console links in code, of which Slack tells nobody. A link that Slack knows as
 * one unfurls in place (`link_shared`); the incident it names is not answered a second time.
 */
export function namedInMessage(text: string): ConsoleTarget[] {
  if (!/arn:aws/.test(text) && !text.includes('console.a')) return [];
  const inCode: ConsoleTarget[] = [];
  const linked = new Set<string>();
  const rest = text.replace(address, (whole, bracket: string, url: string) => {
    const target = parseConsoleLink(decodeSlackText(url));
    if (target === undefined) return whole;
    if (bracket === '') inCode.push(target);
    else linked.add(idOf(target));
    return ' ';
  });
  const arns = findAnsweredArns(rest, most).map((arn): ConsoleTarget => ({ kind: 'arn', arn }));
  const named = new Map([...arns, ...inCode].map((target) => [idOf(target), target]));
  return [...named].filter(([id]) => !linked.has(id)).map(([, target]) => target);
}

/** What an edit added to what a message names. */
export function namedByEdit(text: string, before: string): ConsoleTarget[] {
  const known = new Set(namedInMessage(before).map(idOf));
  return namedInMessage(text).filter((target) => !known.has(idOf(target)));
}

/** A link may name an incident by its id alone, so the id is what two mentions of it have in common. */
function idOf(target: ConsoleTarget): string {
  if (target.kind === 'id') return target.id.toLowerCase();
  return target.arn.kind === 'incident' ? target.arn.id.toLowerCase() : target.arn.arn;
}
