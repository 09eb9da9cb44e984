import { goneCard } from '../cards/gone-card.ts';
import type { SyncJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { CardKeeper } from './card-keeper.ts';
import { mayShowIn, type ShowingRules } from './may-show.ts';
import type { UnfurlKeeper } from './unfurl-keeper.ts';

export interface SyncOptions extends ShowingRules {
  keeper: CardKeeper;
  unfurls: Pick<UnfurlKeeper, 'sync'>;
  now: () => number;
  log: Log;
}

/** Makes one channel's card match what was read, and its unfurls of a day. */
export async function sync(options: SyncOptions, job: SyncJob): Promise<void> {
  const { channel, arn, view } = job;
  await syncCard(options, job);
  if (view === undefined || (await mayShowIn(channel, false, options))) await options.unfurls.sync(channel, arn, view);
}

async function syncCard({ keeper, channels, now, log }: SyncOptions, job: SyncJob): Promise<void> {
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
