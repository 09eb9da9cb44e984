import { type IncidentLinks, incidentUrl, resourceUrl } from '../../incidents/links/console-links.ts';
import type { RelatedItem } from '../../incidents/links/related.ts';
import { parseIncidentArn } from '../../incidents/naming/arn.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { code, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { linkPhrase, mrkdwnPhrase, type Phrase, phrase } from '../text/phrase.ts';
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

/** The kind of a related item, in a word or two. */
export function relatedKind(item: RelatedItem): string {
  const known = Object.hasOwn(kinds, item.type) ? kinds[item.type] : undefined;
  return known ?? (brief(item.type, 40) || 'Item');
}

/** The kind and name of a related item, as plain, untrusted text: `Parent OpsItem oi-8084126392ac`. */
export function relatedSentence(item: RelatedItem): string {
  return `${relatedKind(item)} ${titleIn(item) || target(item)}`.trimEnd();
}

/** As `relatedSentence`, with its link: `Link Dashboard (grafana.example.com)`. */
export function relatedPhrase(item: RelatedItem): Phrase {
  if (item.url === undefined) return [relatedSentence(item)];
  return phrase`${relatedKind(item)} ${linkPhrase(titleIn(item), item.url)}`;
}

/** The title, unless it is Incident Manager's generic title of its OpsItem. */
function titleIn({ title = '' }: RelatedItem): string {
  const words = oneLine(title);
  return hasInk(words) && words !== 'parentItem' ? truncate(words, 120) : '';
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

/** The title of a CloudWatch widget's definition: `{"title": …}` or `[{"metrics": [["Namespace", "Name", …]]}]`. */
function metricName(definition: string): string {
  const title = /"title"\s*:\s*"([^"\\]{1,120})"/.exec(definition)?.[1];
  const metric = /"metrics"\s*:\s*\[\s*\[\s*"([^"\\]{1,120})"\s*,\s*"([^"\\]{1,120})"/.exec(definition);
  return oneLine(title ?? (metric === null ? '' : `${metric[1]} ${metric[2]}`));
}

/**
 * A related item as a line. An untrusted URL is a link that shows its host, so that it cannot pass for another; an ARN
 * links to its console page.
 */
export function relatedLine(item: RelatedItem, links: IncidentLinks): Mrkdwn {
  const kind = mrkdwn`*${relatedKind(item)}*`;
  if (item.url !== undefined) return join([kind, mrkdwnPhrase(linkPhrase(titleIn(item), item.url))], ' ');
  const named = join([kind, mrkdwn`${titleIn(item) || target(item)}`], ' ');
  if (item.arn === undefined) return named;
  const incident = parseIncidentArn(item.arn);
  const url = incident === undefined ? resourceUrl(item.arn) : incidentUrl(incident, links);
  const where = join(
    [url === undefined ? undefined : link(url, 'Open in console'), code(truncate(item.arn, 600))],
    ' ',
  );
  return join([named, where], ' · ');
}
