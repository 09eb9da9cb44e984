import { alarmLine } from '../cards/words/alarm-line.ts';
import type { Gate } from '../gate/gate.ts';
import type { AlarmJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { ChannelSettingsStore } from '../posting/channel-settings.ts';
import type { OwnMetadata } from '../posting/find-message.ts';
import type { MessageWriter } from '../posting/message-writer.ts';

export interface PostAlarmOptions {
  settings: ChannelSettingsStore;
  gate: Pick<Gate, 'mayPost'>;
  writer: MessageWriter;
  log: Log;
}

/**
 * Posts an alarm to a channel that turned alarms on, unless the channel is or may be shared with another organisation.
 * @param attempt starts at 1
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function postAlarm(options: PostAlarmOptions, job: AlarmJob, attempt: number): Promise<void> {
  const { settings, gate, writer, log } = options;
  const { channel, alarm, receivedAtMs, again = false } = job;
  const { alarms } = await settings.get(channel);
  if (!alarms || !(await gate.mayPost('alarm', channel))) return;
  const contributor = alarm.contributor === undefined ? '' : ` ${alarm.contributor}`;
  const key = `${alarm.state} ${alarm.atMs ?? receivedAtMs}${contributor}`;
  const event_payload = { arn: alarm.arn ?? alarm.name, key };
  const metadata: OwnMetadata = { event_type: 'incident_alarm', event_payload };
  const triedSinceMs = again || attempt > 1 ? receivedAtMs : undefined;
  const posted = await writer.post(channel, alarmLine(alarm), metadata, { triedSinceMs });
  if ('refused' in posted) log.warn('channel is closed to the app', { channel, code: posted.refused });
}
