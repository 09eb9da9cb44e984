import { type TickReport, tick } from '../../clock/tick.ts';
import { readConfig } from '../../config/config.ts';
import { takePlainLines } from '../../config/plain-lines.ts';
import { createTeamOf } from '../../gate/team-of.ts';
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
  const storage = await openStorage(config, now);
  const teamOf = createTeamOf(config, storage.store, now);
  return { ...storage, config, log, ...(teamOf && { teamOf }) };
});

/**
 * The clock as a Lambda function on a schedule: finds what is due and sends jobs for it. An event that is neither a
 * schedule's nor empty is ignored.
 */
export async function handler(event?: unknown): Promise<TickReport | undefined> {
  if (!isSchedule(event)) return undefined;
  const { config, ...parts } = await open();
  const waiting = async () => (await parts.queue.stats()).waiting;
  const { statusPostsMs, onCallGroups } = config;
  return tick({ ...parts, waiting, statusPostsMs, onCallGroups, horizonMs, now });
}
