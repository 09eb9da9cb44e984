import type { IncidentTarget } from '../../incidents/named-incident.ts';
import { type ConsoleTarget, parseConsoleLink } from '../../incidents/read-console-link.ts';
import { decodeSlackText } from '../requester/slack-text.ts';

/** A posted link that is about an incident. */
export interface IncidentLink {
  /** As the event spells it: by this Slack knows it again. */
  url: string;
  target: IncidentTarget;
}

/**
 * The links of a `link_shared` event that are about incidents, each once.
 * @see https://docs.slack.dev/reference/events/link_shared
 */
export function parseLinks(links: unknown): IncidentLink[] {
  if (!Array.isArray(links)) return [];
  const urls = new Set(links.map((link: { url?: unknown } | null) => link?.url));
  return [...urls].flatMap((url): IncidentLink[] => {
    const target = typeof url === 'string' ? incidentIn(parseConsoleLink(decodeSlackText(url))) : undefined;
    return target === undefined ? [] : [{ url: String(url), target }];
  });
}

/** The incident that a console link names, if it is one. */
export function incidentIn(target: ConsoleTarget | undefined): IncidentTarget | undefined {
  if (target === undefined || target.kind === 'id') return target;
  return target.arn.kind === 'incident' ? { kind: 'arn', arn: target.arn } : undefined;
}
