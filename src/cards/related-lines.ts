import { parseIncidentArn } from '../incidents/arn.ts';
import { httpsOnly, type IncidentLinks, incidentUrl, resourceUrl } from '../incidents/console-links.ts';
import type { RelatedItem } from '../incidents/related.ts';
import { cut } from './cut.ts';
import { code, join, link, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { relatedKind, relatedSentence } from './related-words.ts';

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
    return join([url === undefined ? undefined : link(url, 'Open in console'), code(cut(item.arn, 600))], ' ');
  }
  if (item.url === undefined) return undefined;
  const url = httpsOnly(item.url);
  return url === undefined ? mrkdwn`${cut(item.url, longestAddress)}` : link(url, cut(url, longestAddress));
}
