import type { NotificationJob } from '../jobs/job.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { type ChatTopics, channelsOf } from './chat-topics.ts';
import { refreshJobs } from './refresh-jobs.ts';
import type { TopicLog } from './sns/topic-log.ts';

export interface HandleNotificationOptions {
  chatTopics: ChatTopics;
  topicLog: TopicLog;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

/**
 * Hears a notification: whatever it says, it only means "look again". Each incident that it is about is looked at; an
 * alarm that names none becomes a line where people asked for alarms; what nobody understands is counted and logged.
 */
export async function handleNotification(
  { chatTopics, topicLog, queue, now, log }: HandleNotificationOptions,
  job: NotificationJob,
): Promise<void> {
  const { topicArn, incidents, sort, shape, alarm, receivedAtMs } = job;
  const channels = channelsOf(chatTopics, topicArn);
  const looks = incidents.flatMap((arn) => refreshJobs(arn, channels, job.engaged, now()));
  const jobs = looks.length > 0 || alarm === undefined ? looks : alarmJobs(channels, alarm, receivedAtMs);
  if (jobs.length > 0) await queue.send(jobs);
  if (shape !== undefined) log.warn('message has an unknown shape', { topicArn, shape });
  // A count that is missed is no reason to do the rest again.
  await topicLog
    .heard(topicArn, sort, shape, receivedAtMs)
    .catch((error: unknown) => log.warn('message could not be counted', { topicArn, sort, error }));
}

/** One line a channel. The same change of an alarm that comes by two topics is one. */
function alarmJobs(
  channels: readonly string[],
  alarm: NonNullable<NotificationJob['alarm']>,
  receivedAtMs: number,
): JobToSend[] {
  const change = `${alarm.arn ?? alarm.name} ${alarm.state} ${alarm.atMs ?? receivedAtMs}`;
  return channels.map((channel) => ({
    group: `alarms ${channel}`,
    dedupeId: `alarm:${channel}:${change}`,
    job: { kind: 'alarm', channel, alarm, receivedAtMs },
  }));
}
