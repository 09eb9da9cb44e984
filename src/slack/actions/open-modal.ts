import type { CardModal } from '../../cards/block-kit/blocks.ts';
import { detailsModal } from '../../cards/modals/details-modal.ts';
import { moreModal } from '../../cards/modals/more-modal.ts';
import { relatedModal } from '../../cards/modals/related-modal.ts';
import { timelineModal, timelinePageLength } from '../../cards/modals/timeline-modal.ts';
import { cardActions } from '../../cards/surfaces/card-buttons.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { cardOptions, type DrawingOptions } from '../channel/draw-card.ts';
import { writeMetadata } from '../forms/form-metadata.ts';
import { readWithPeople } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { updatesBefore } from './updates-before.ts';

/** The Details modal. Anything but the record that cannot be read is left out. */
export async function loadDetails(
  arn: IncidentArn,
  services: DrawingOptions & Pick<Services, 'readSnapshot' | 'readRelated' | 'readEngagements' | 'opsItems'>,
): Promise<CardModal> {
  const related = services.readRelated.items(arn).catch(() => undefined);
  const [snapshot, items, findings, opsItem] = await Promise.all([
    readWithPeople(services, arn),
    related,
    services.readRelated.findings(arn).catch(() => undefined),
    related.then((found = []) => services.opsItems.parentAmong(found)),
  ]);
  const whole = {
    ...snapshot,
    ...(items && { related: items }),
    ...(findings && { findings }),
    ...(opsItem && { opsItem }),
  };
  return detailsModal(whole, { ...cardOptions(services), privateMetadata: arn.arn });
}

/** A page of the Timeline modal. @param next AWS's token of the page; absent for the newest page */
export async function loadTimeline(
  arn: IncidentArn,
  services: Pick<Services, 'incidents' | 'readTimeline'>,
  next?: string,
): Promise<CardModal> {
  const [record, page] = await Promise.all([
    services.incidents.getIncident(arn),
    services.readTimeline(arn, timelinePageLength, next),
  ]);
  return timelineModal({
    record,
    events: page.events,
    before: await updatesBefore(arn, page, services),
    ...(page.next && { olderValue: page.next }),
    // AWS pages in one direction only: *Newer* leads back to the newest page.
    ...(next !== undefined && { newerValue: 'newest' }),
    privateMetadata: arn.arn,
  });
}

/** The Related items modal. */
export async function loadRelated(
  arn: IncidentArn,
  services: Pick<Services, 'incidents' | 'readRelated' | 'links' | 'permissions'>,
): Promise<CardModal> {
  const [record, items] = await Promise.all([services.incidents.getIncident(arn), services.readRelated.items(arn)]);
  return relatedModal(record, items, {
    links: services.links,
    privateMetadata: arn.arn,
    canAdd: !services.permissions.readOnly,
  });
}

/** The modal with all actions for an incident in a channel. */
export async function loadMore(
  arn: IncidentArn,
  channel: string,
  services: DrawingOptions & Pick<Services, 'readSnapshot' | 'watchKeeper'>,
): Promise<CardModal> {
  const [snapshot, watched] = await Promise.all([
    services.readSnapshot(arn),
    services.watchKeeper.isWatched(arn.arn, channel),
  ]);
  const names = cardActions(snapshot, { ...cardOptions(services), watched });
  return moreModal(snapshot, names, writeMetadata({ arn: arn.arn, channel, seenMs: snapshot.record.modifiedAtMs }));
}
