import { type TickReport, tick } from '../../clock/tick.ts';
import { readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { openStorage } from '../../open-storage.ts';
import { takePlainLines } from '../../plain-lines.ts';
import { isSchedule } from './events.ts';
import { once } from './once.ts';

const now = Date.now;

/**
 * The schedule runs every minute, and each run comes within a minute of its time: two may be so far apart, in
 * milliseconds.
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
 * The clock as a Lambda function on a schedule: finds what is due, sends the jobs for it. Anything but a schedule's event (or
 * an empty one) is answered and ignored.
 */
export async function handler(event?: unknown): Promise<TickReport | undefined> {
  if (!isSchedule(event)) return undefined;
  const { store, queue, config, log } = await open();
  const waiting = async () => (await queue.stats()).waiting;
  return tick({ store, queue, waiting, statusPostsMs: config.statusPostsMs, horizonMs, now, log });
}
