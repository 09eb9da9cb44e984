import type { IncidentLinks } from '../../incidents/links/console-links.ts';
import type { RelatedItem } from '../../incidents/links/related.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { actionId, callbackIds } from '../block-kit/action-ids.ts';
import { actions, button, type CardModal, context, header, modal, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { relatedLine } from '../words/related-words.ts';
import { stateMark, titleOf } from '../words/state-words.ts';

export interface RelatedModalOptions {
  links: IncidentLinks;
  privateMetadata?: string;
  /** Whether the person can add items. */
  canAdd?: boolean;
}

/** AWS's limit is 50 related items for each incident. */
const most = 90;

/** All items related to an incident. */
export function relatedModal(
  record: IncidentRecord,
  items: readonly RelatedItem[],
  { links, privateMetadata, canAdd }: RelatedModalOptions,
): CardModal {
  const rest = items.length - most;
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  return modal(
    {
      callbackId: callbackIds.related,
      title: 'Related items',
      ...(privateMetadata !== undefined && { privateMetadata }),
    },
    [
      header(`${stateMark(record)} ${titleOf(record)}`),
      ...(items.length === 0 ? [section(mrkdwn`Nothing is related to this incident yet.`)] : []),
      ...items.slice(0, most).map((item) => section(relatedLine(item, links))),
      ...(canAdd === true ? [actions([button(actionId('relate'), 'Add a link or ARN', { value })])] : []),
      ...(rest > 0 ? [context(mrkdwn`${rest} more in the console`)] : []),
    ],
  );
}
