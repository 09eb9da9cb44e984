import { goneCard } from '../cards/gone-card.ts';
import type { SyncJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { CardKeeper } from './card-keeper.ts';
import type { ChannelFacts } from './channel-facts.ts';

export interface SyncOptions {
  keeper: CardKeeper;
  channels: ChannelFacts;
  now: () => number;
  log: Log;
}

/** Makes one channel's card match what was read. */
export async function sync({ keeper, channels, now, log }: SyncOptions, job: SyncJob): Promise<void> {
  const { arn, channel, view, bring } = job;
  if (view === undefined) {
    const title = (card: { reading?: { record: { title: string } } }) => card.reading?.record.title ?? '';
    return keeper.end(channel, arn, 'gone', (card) => goneCard({ arn, title: title(card) }, now()));
  }
  if (bring && (await channels.isShared(channel))) {
    log.warn('channel is shared with another organisation: no card there', { channel, arn });
    await keeper.sync(channel, view, false);
    return;
  }
  const shown = await keeper.sync(channel, view, bring);
  if (shown.how === 'refused') log.warn('channel is closed to the app', { channel, arn, code: shown.code });
}
