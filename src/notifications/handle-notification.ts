import { readTask } from '../investigations/investigation-jobs.ts';
import type { NotificationJob } from '../jobs/job.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { FollowedAlarms } from '../posting/followed-alarms.ts';
import { type ChatTopics, channelsOf } from './chat-topics.ts';
import { firstRefresh } from './refresh-jobs.ts';
import { opsItemJobs } from './refresh-ops-item.ts';
import type { TopicLog } from './sns/topic-log.ts';

export interface HandleNotificationOptions {
  chatTopics: ChatTopics;
  topicLog: TopicLog;
  followedAlarms: Pick<FollowedAlarms, 'get'>;
  queue: Pick<JobQueue, 'send'>;
  /** Id of the Agent Space whose tasks are followed. */
  agentSpace?: string | undefined;
  now: () => number;
  log: Log;
}

/**
 * Handles a notification. Its content is only a hint: each incident that it names is refreshed. An alarm that names no
 * incident refreshes those that it started and that cards show, and is posted to the channels that want alarms. An OpsItem is
 * read for the channels that want OpsItems. Every message is counted; one of unknown shape is also logged.
 */
export async function handleNotification(
  { chatTopics, topicLog, followedAlarms, queue, agentSpace, now, log }: HandleNotificationOptions,
  job: NotificationJob,
): Promise<void> {
  const { topicArn, incidents, sort, shape, alarm, receivedAtMs } = job;
  const channels = channelsOf(chatTopics, topicArn);
  const refreshes = incidents.map((arn) => firstRefresh(arn, channels, job.engaged, job.noted));
  const jobs = [...refreshes, ...(job.opsItems ?? []).flatMap((arn) => opsItemJobs(arn, channels, now()))];
  const { agentTask } = job;
  if (agentTask !== undefined && agentTask.space === agentSpace) jobs.push(readTask(agentTask.id, agentTask.state));
  if (refreshes.length === 0) {
    const about = alarm?.arn ?? job.changedAlarm;
    const started = about === undefined ? undefined : await followedAlarms.get(about);
    jobs.push(...Object.keys(started?.shown ?? {}).map((arn) => firstRefresh(arn, [], false)));
    if (alarm !== undefined) jobs.push(...alarmJobs(channels, alarm, receivedAtMs));
  }
  if (jobs.length > 0) await queue.send(jobs);
  if (shape !== undefined) log.warn('message has an unknown shape', { topicArn, shape });
  // A failure to count must not make the job run again.
  await topicLog
    .count(topicArn, sort, shape, receivedAtMs)
    .catch((error: unknown) => log.warn('message could not be counted', { topicArn, sort, error }));
}

/** One job for each channel. The same state change that arrives through two topics is deduplicated. */
function alarmJobs(
  channels: readonly string[],
  alarm: NonNullable<NotificationJob['alarm']>,
  receivedAtMs: number,
): JobToSend[] {
  const change = `${alarm.arn ?? alarm.name} ${alarm.contributor ?? ''} ${alarm.state} ${alarm.atMs ?? receivedAtMs}`;
  return channels.map((channel) => ({
    group: `alarms ${channel}`,
    dedupeId: `alarm:${channel}:${change}`,
    job: { kind: 'alarm', channel, alarm, receivedAtMs },
  }));
}
