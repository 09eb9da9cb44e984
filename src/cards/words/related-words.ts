import { parseIncidentArn } from '../../incidents/arn.ts';
import { httpsOnly, type IncidentLinks, incidentUrl, resourceUrl } from '../../incidents/console-links.ts';
import type { RelatedItem } from '../../incidents/related.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { code, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { resourceKind, resourceName } from './source-words.ts';

const kinds: Readonly<Record<string, string>> = {
  ANALYSIS: 'Analysis',
  INCIDENT: 'Incident',
  METRIC: 'Metric',
  PARENT: 'Parent OpsItem',
  ATTACHMENT: 'Attachment',
  OTHER: 'Link',
  AUTOMATION: 'Runbook',
  INVOLVED_RESOURCE: 'Involved resource',
  TASK: 'Task',
};

/** What a related item is, in a word or two. */
export function relatedKind(item: RelatedItem): string {
  const known = Object.hasOwn(kinds, item.type) ? kinds[item.type] : undefined;
  return known ?? (brief(item.type, 40) || 'Item');
}

/** What a related item is and is called, as plain, untrusted text: `Parent OpsItem oi-8084126392ac`. */
export function relatedSentence(item: RelatedItem): string {
  const title = oneLine(item.title ?? '');
  // Incident Manager gives its own OpsItem this title: it tells nobody anything.
  const name = hasInk(title) && title !== 'parentItem' ? truncate(title, 120) : target(item);
  return `${relatedKind(item)} ${name}`.trimEnd();
}

function target(item: RelatedItem): string {
  if (item.arn !== undefined) {
    const kind = resourceKind(item.arn);
    return kind === 'Resource' || item.type !== 'INVOLVED_RESOURCE'
      ? resourceName(item.arn)
      : `${kind.toLowerCase()} ${resourceName(item.arn)}`;
  }
  if (item.url !== undefined) return brief(item.url, 120);
  if (item.metricDefinition !== undefined) return metricName(item.metricDefinition);
  return item.unknown === undefined ? '' : `of a kind this version does not know (${brief(item.unknown, 60)})`;
}

/** Title of a CloudWatch widget, from its definition: `{"title": …}` or `[{"metrics": [["Namespace", "Name", …]]}]`. */
function metricName(definition: string): string {
  const title = /"title"\s*:\s*"([^"\\]{1,120})"/.exec(definition)?.[1];
  const metric = /"metrics"\s*:\s*\[\s*\[\s*"([^"\\]{1,120})"\s*,\s*"([^"\\]{1,120})"/.exec(definition);
  return oneLine(title ?? (metric === null ? '' : `${metric[1]} ${metric[2]}`));
}

const longestAddress = 150;

/**
 * One related item as a line. An address that somebody put there is a link whose words are the address itself, so that
 * it cannot pass for another; an ARN leads to its own console page.
 */
export function relatedLine(item: RelatedItem, links: IncidentLinks): Mrkdwn {
  const words = mrkdwn`*${relatedKind(item)}* ${relatedSentence(item).slice(relatedKind(item).length).trim()}`;
  return join([words, targetOf(item, links)], ' · ');
}

function targetOf(item: RelatedItem, links: IncidentLinks): Mrkdwn | undefined {
  if (item.arn !== undefined) {
    const url = parseIncidentArn(item.arn) === undefined ? resourceUrl(item.arn) : incidentUrl(item.arn, links);
    return join([url === undefined ? undefined : link(url, 'Open in console'), code(truncate(item.arn, 600))], ' ');
  }
  if (item.url === undefined) return undefined;
  const url = httpsOnly(item.url);
  return url === undefined ? mrkdwn`${truncate(item.url, longestAddress)}` : link(url, truncate(url, longestAddress));
}
