import { alarmLine } from '../cards/alarm-line.ts';
import type { NotificationJob } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { type ChatTopics, channelsOf } from '../notifications/chat-topics.ts';
import type { TopicLog } from '../notifications/topic-log.ts';
import type { ChannelFacts } from './channel-facts.ts';
import type { ChannelSettingsStore } from './channel-settings.ts';
import { lookJobs } from './look-jobs.ts';
import type { MessageWriter } from './message-writer.ts';

export interface HearOptions {
  chatTopics: ChatTopics;
  topicLog: TopicLog;
  settings: ChannelSettingsStore;
  channels: ChannelFacts;
  writer: MessageWriter;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

/**
 * Hears a notification: whatever it says, it only means "look again". Each incident that it is about is looked at; an
 * alarm that names none becomes a line where people asked for alarms; what nobody understands is counted and logged.
 */
export async function hear(options: HearOptions, job: NotificationJob): Promise<void> {
  const { chatTopics, topicLog, queue, now, log } = options;
  const { topicArn, incidents, sort, shape, alarm, receivedAtMs } = job;
  const channels = channelsOf(chatTopics, topicArn);
  await topicLog.heard(topicArn, sort, shape, receivedAtMs);
  if (shape !== undefined) log.warn('message of a shape that is not known', { topicArn, shape });
  const looks = incidents.flatMap((arn) => lookJobs(arn, channels, job.engaged, now()));
  if (looks.length > 0) await queue.send(looks);
  else if (alarm !== undefined) await tellAlarm(options, channels, alarm);
}

/** An alarm's line is worth one try: what comes late misleads. */
async function tellAlarm(
  { settings, channels, writer, log }: HearOptions,
  into: readonly string[],
  alarm: NonNullable<NotificationJob['alarm']>,
): Promise<void> {
  for (const channel of into) {
    const { alarms } = await settings.get(channel);
    if (!alarms || (await channels.isShared(channel))) continue;
    const metadata = { event_type: 'incident_entry' as const, event_payload: { arn: alarm.arn ?? alarm.name } };
    await writer
      .post(channel, alarmLine(alarm), metadata)
      .catch((error: unknown) => log.warn('alarm not told', { channel, error }));
  }
}
