import { impactName } from '../../incidents/impact.ts';
import { incidentUrl } from '../../incidents/links/console-links.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { type CardMessage, type EntityMessage, header, section } from '../block-kit/blocks.ts';
import { faultOf } from '../block-kit/fit-message.ts';
import { code, join, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { lockScreenText } from '../words/headline.ts';
import { stateMark, stateName, titleOf } from '../words/state-words.ts';
import type { CardOptions } from './card-options.ts';
import { incidentCard } from './incident-card.ts';
import { cardEntity } from './work-object.ts';

/**
 * The rich message, or the plain one where drawing the rich one fails or Slack would refuse it: something true always
 * arrives.
 * @param report called with the reason when the plain one is used
 */
export function richOrPlain<Message extends CardMessage>(
  rich: () => Message,
  plain: () => Message,
  report: (fault: unknown) => void,
): Message {
  try {
    const message = rich();
    const fault = faultOf(message);
    if (fault === undefined) return message;
    report(new Error(`Slack would refuse the message: ${fault}`));
  } catch (error) {
    report(error);
  }
  return plain();
}

/**
 * The card to post, with its Work Object where the incident has a link.
 * @param report called with the reason when the plain card is used
 */
export function renderCard(
  snapshot: IncidentSnapshot,
  options: CardOptions,
  report: (fault: unknown) => void,
): EntityMessage {
  const url = incidentUrl(snapshot.record.arn, options.links);
  return richOrPlain<EntityMessage>(
    () => ({ ...incidentCard(snapshot, options), ...(url !== undefined && { entity: cardEntity(snapshot, url) }) }),
    () => plainCard(snapshot.record),
    report,
  );
}

/**
 * The fallback card: title, status, impact and ARN, in the simplest form. It reads no other field and calculates nothing,
 * so that it works when the rich card fails.
 */
export function plainCard(record: Pick<IncidentRecord, 'arn' | 'title' | 'status' | 'impact'>): CardMessage {
  const title = titleOf(record);
  const state = mrkdwn`*${impactName(record.impact)}* · ${stateName(record)}`;
  const arn = code(truncate(record.arn.arn, 1000));
  return {
    text: lockScreenText(`${stateName(record)}, ${impactName(record.impact)}: ${title}. ${record.arn.arn}`),
    blocks: [header(`${stateMark(record)} ${title}`), section(join([state, arn], '\n'))],
  };
}
