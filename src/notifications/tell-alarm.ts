import { alarmLine } from '../cards/words/alarm-line.ts';
import type { Gate } from '../gate/gate.ts';
import type { AlarmJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { ChannelSettingsStore } from '../posting/channel-settings.ts';
import type { OwnMetadata } from '../posting/find-message.ts';
import type { MessageWriter } from '../posting/message-writer.ts';

export interface TellAlarmOptions {
  settings: ChannelSettingsStore;
  gate: Pick<Gate, 'mayPost'>;
  writer: MessageWriter;
  log: Log;
}

/**
 * Tells a channel of an alarm, if it asked for alarms and nobody of another organisation reads along.
 * @param attempt 1 the first time
 * @throws AppError for a passing fault
 */
export async function tellAlarm(options: TellAlarmOptions, job: AlarmJob, attempt: number): Promise<void> {
  const { settings, gate, writer, log } = options;
  const { channel, alarm, receivedAtMs, again = false } = job;
  const { alarms } = await settings.get(channel);
  if (!alarms || !(await gate.mayPost('alarm', channel))) return;
  const event_payload = { arn: alarm.arn ?? alarm.name, key: `${alarm.state} ${alarm.atMs ?? receivedAtMs}` };
  const metadata: OwnMetadata = { event_type: 'incident_alarm', event_payload };
  const triedSinceMs = again || attempt > 1 ? receivedAtMs : undefined;
  const posted = await writer.post(channel, alarmLine(alarm), metadata, { triedSinceMs });
  if ('refused' in posted) log.warn('channel is closed to the app', { channel, code: posted.refused });
}
