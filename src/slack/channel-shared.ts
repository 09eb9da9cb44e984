import { fields, text } from '../gate/fields.ts';
import { cardGroup } from '../jobs/card-group.ts';
import type { SlackJob } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { CardStore } from '../posting/posted-card.ts';
import type { UnfurlStore } from '../posting/posted-unfurl.ts';

export interface ChannelSharedOptions {
  cardStore: Pick<CardStore, 'all'>;
  unfurlStore: Pick<UnfurlStore, 'all'>;
  queue: Pick<JobQueue, 'send'>;
}

/** The channel that a request reports as shared with another organisation; `undefined` for any other request. */
export function sharedChannelOf({ body }: Pick<SlackJob, 'body'>): string | undefined {
  const event = fields(body.event);
  const channel = event.type === 'channel_shared' ? text(event.channel) : '';
  return channel === '' ? undefined : channel;
}

/**
 * Sends a `withdraw` job for each incident that a shared channel shows. Reads every stored card: a channel is rarely shared.
 * @param channel as `sharedChannelOf` returns it
 * @throws AppError for a failure that can pass
 * @see https://docs.slack.dev/reference/events/channel_shared
 */
export async function withdrawAll(
  options: ChannelSharedOptions,
  { body }: Pick<SlackJob, 'body'>,
  channel: string,
): Promise<void> {
  const { cardStore, unfurlStore, queue } = options;
  const eventId = text(body.event_id);
  const arns = new Set<string>();
  for await (const { card } of cardStore.all()) {
    if (card.channel === channel && card.ended === undefined) arns.add(card.arn);
  }
  for await (const { unfurl } of unfurlStore.all()) {
    if (unfurl.channel === channel && unfurl.replyTs !== undefined) arns.add(unfurl.arn);
  }
  const jobs = [...arns].map((arn) => ({
    group: cardGroup(arn, channel),
    dedupeId: `withdraw:${eventId}:${channel}:${arn}`,
    job: { kind: 'withdraw' as const, arn, channel },
  }));
  if (jobs.length > 0) await queue.send(jobs);
}
