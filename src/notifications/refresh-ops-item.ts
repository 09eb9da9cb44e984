import type { OpsItems } from '../aws/read/ops-items.ts';
import { AppError } from '../errors.ts';
import type { Gate } from '../gate/gate.ts';
import { parseOpsItemArn } from '../incidents/ops-item.ts';
import type { OpsItemJob } from '../jobs/job.ts';
import type { JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { ChannelSettingsStore } from '../posting/channel-settings.ts';
import type { OpsItemCards } from '../posting/ops-item-cards.ts';

export interface RefreshOpsItemOptions {
  opsItems: Pick<OpsItems, 'read'>;
  opsItemCards: OpsItemCards;
  settings: Pick<ChannelSettingsStore, 'get'>;
  gate: Pick<Gate, 'mayPost'>;
  log: Log;
}

/** The window in which messages about one OpsItem share their reads, in milliseconds. */
const bucketMs = 1000;
const marginMs = 200;

/**
 * The jobs for a message about an OpsItem: one at once, and one after the current second, which covers every other change of
 * that second. Other messages of the same second produce the same deduplication ids.
 */
export function opsItemJobs(arn: string, channels: readonly string[], nowMs: number): JobToSend[] {
  const job = { kind: 'ops-item' as const, arn, channels: [...channels] };
  const id = `ops-item:${arn}:${channels.join('+')}`;
  const second = Math.floor(nowMs / bucketMs);
  return [
    { group: `ops-item ${arn}`, dedupeId: `${id}:first:${second}`, job },
    {
      group: `last ops-item ${arn}`,
      dedupeId: `${id}:last:${second}`,
      job,
      delayMs: (second + 1) * bucketMs + marginMs - nowMs,
    },
  ];
}

/**
 * Reads an OpsItem once, however many channels want it, updates its cards, and posts one in each channel that turned
 * OpsItems on and is not shared with another organisation.
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function refreshOpsItem(options: RefreshOpsItemOptions, job: OpsItemJob): Promise<void> {
  const { opsItems, opsItemCards, settings, gate, log } = options;
  const arn = parseOpsItemArn(job.arn);
  const wanted = await Promise.all(
    job.channels.map(async (channel) => {
      const { opsitems } = await settings.get(channel);
      return opsitems && (await gate.mayPost('ops-item', channel)) ? [channel] : [];
    }),
  );
  const channels = wanted.flat();
  if (arn === undefined || channels.length === 0) return;
  try {
    const item = await opsItems.read(arn);
    for (const channel of channels) {
      const shown = await opsItemCards.show(channel, item);
      if ('refused' in shown) log.warn('channel is closed to the app', { channel, code: shown.refused });
    }
    await opsItemCards.sync(item);
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable) throw error;
    log.warn('OpsItem cannot be shown', { arn: job.arn, code: error.code, reason: error.message });
  }
}
