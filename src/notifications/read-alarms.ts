import type { ReadAlarm } from '../aws/read/alarms/alarms.ts';
import type { AlarmReadJob } from '../jobs/job.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { FollowedAlarms } from '../posting/followed-alarms.ts';

export interface ReadAlarmsOptions {
  readAlarm: ReadAlarm;
  followedAlarms: Pick<FollowedAlarms, 'get'>;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
}

/** The longest wait for a call's turn, in milliseconds. Long, because no one waits for it. */
const patienceMs = 10_000;

/**
 * Reads alarms whose incidents are shown, all of one account and Region by one call or two, and has the incidents of those
 * refreshed whose state is no longer the one that the cards show.
 */
export async function readAlarms(options: ReadAlarmsOptions, { alarms }: AlarmReadJob): Promise<void> {
  const { readAlarm, followedAlarms, queue, now } = options;
  const refreshes = await Promise.all(
    alarms.map(async (arn) => {
      const [alarm, followed] = await Promise.all([readAlarm(arn, patienceMs), followedAlarms.get(arn)]);
      if (alarm === undefined || followed === undefined || alarm.state === followed.state) return [];
      return Object.keys(followed.shown).map((incident) => refreshFor(incident, alarm.sinceMs ?? now()));
    }),
  );
  const jobs = refreshes.flat();
  if (jobs.length > 0) await queue.send(jobs);
}

/** One refresh for one change of state, however often it is found. */
const refreshFor = (arn: string, sinceMs: number): JobToSend => ({
  group: `look ${arn}`,
  dedupeId: `look:${arn}:alarm:${sinceMs}`,
  job: { kind: 'look', arn, channels: [], engaged: false },
});
