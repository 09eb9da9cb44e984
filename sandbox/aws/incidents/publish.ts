import { accountOf } from '../arns.ts';
import { type Change, detailOf, detailTypeOf, type PublishedChange } from './change.ts';
import type { IncidentContext } from './incident-context.ts';
import type { StoredEvent, StoredIncident } from './stored-incident.ts';
import { writeTimeline } from './write-timeline.ts';

/** What every change says about its incident. */
export function factsOf(context: IncidentContext, { record, region }: StoredIncident, modifiedBy: string) {
  const topics = [
    ...(record.chatChannel?.chatbotSns ?? []),
    ...(record.notificationTargets ?? []).flatMap((target) => target.snsTopicArn ?? []),
  ];
  return {
    id: context.newId(),
    arn: record.arn,
    title: record.title,
    account: accountOf(record.arn),
    region,
    atMs: context.now(),
    modifiedBy,
    topics: [...new Set(topics)],
  };
}

/** Records a change in the timeline and publishes it. */
export function publish(
  context: IncidentContext,
  incident: StoredIncident,
  change: PublishedChange,
  references?: StoredEvent['eventReferences'],
): void {
  const data = JSON.stringify(detailOf(change));
  writeTimeline(context, incident, detailTypeOf(change), data, references === undefined ? {} : { references });
  context.emit(change);
}

/** Notifies listeners of a change that Incident Manager does not publish. */
export function emitUnpublished(
  context: IncidentContext,
  incident: StoredIncident,
  kind: Extract<Change['kind'], 'noted' | 'deleted'>,
  modifiedBy: string,
): void {
  context.emit({ kind, ...factsOf(context, incident, modifiedBy) });
}
