import { type TickReport, tick } from '../../clock/tick.ts';
import { readConfig } from '../../config/config.ts';
import { takePlainLines } from '../../config/plain-lines.ts';
import { createLog } from '../../log.ts';
import { openStorage } from '../../open-storage.ts';
import { isSchedule } from './events.ts';
import { once } from './once.ts';

const now = Date.now;

/**
 * The longest time between two ticks, in milliseconds: the schedule runs every minute, with a precision of a minute.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
const horizonMs = 120_000;

const open = once(async () => {
  const config = readConfig(process.env, 'worker');
  const log = createLog(config.logLevel);
  takePlainLines(log);
  return { ...(await openStorage(config, now)), config, log };
});

/**
 * The clock as a Lambda function on a schedule: finds what is due and sends jobs for it. An event that is neither a
 * schedule's nor empty is ignored.
 */
export async function handler(event?: unknown): Promise<TickReport | undefined> {
  if (!isSchedule(event)) return undefined;
  const { store, queue, config, log } = await open();
  const waiting = async () => (await queue.stats()).waiting;
  const { statusPostsMs, onCallGroups } = config;
  return tick({ store, queue, waiting, statusPostsMs, onCallGroups, horizonMs, now, log });
}
