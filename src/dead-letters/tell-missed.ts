import { lineCard } from '../cards/surfaces/line-card.ts';
import { missedLine } from '../cards/words/missed-line.ts';
import type { Gate } from '../gate/gate.ts';
import type { MissedJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import { answerInThread, standing } from '../posting/answer-in-thread.ts';
import type { ChannelSettingsStore } from '../posting/channel-settings.ts';
import type { OwnMetadata } from '../posting/find-message.ts';
import type { MessageWriter, Posted } from '../posting/message-writer.ts';
import type { CardStore } from '../posting/posted-card.ts';
import type { MissedMarks } from './missed-marks.ts';

export interface TellMissedOptions {
  missed: MissedMarks;
  cardStore: Pick<CardStore, 'get'>;
  settings: ChannelSettingsStore;
  gate: Pick<Gate, 'mayPost'>;
  writer: MessageWriter;
  log: Log;
}

/**
 * Tells a channel in one line that work for it could not be done: in the thread of the incident's card where there is one,
 * else in the channel where people expected something there. Once, until it went well again, and not if that was so
 * before the channel could be told; never where people of
 * another organisation read along and may not.
 * @param attempt 1 the first time
 * @throws AppError for a passing fault
 */
export async function tellMissed(options: TellMissedOptions, job: MissedJob, attempt: number): Promise<void> {
  const { missed, log } = options;
  if (job.storeAway === true) return tellWithoutStore(options, job);
  const state = await missed.stateOf(job);
  if (state === 'told' || (state === undefined && job.unlessDone)) return;
  const posted = await post(options, job, attempt > 1);
  if (posted === undefined) return;
  if ('refused' in posted) log.warn('channel is closed to the app', { channel: job.channel, code: posted.refused });
  await missed.told(job);
}

/** The store does not answer: whether the channel was told is looked for there, and nothing is noted. */
async function tellWithoutStore({ gate, writer, log }: TellMissedOptions, job: MissedJob): Promise<void> {
  const { about, channel, sinceMs } = job;
  // Nor can it say whether the incident is watched there: only a channel that is not shared is told.
  if (!(await gate.mayPost('list', channel))) return;
  const metadata: OwnMetadata = { event_type: 'incident_missed', event_payload: { arn: about, key: 'store away' } };
  const posted = await writer.post(channel, lineCard(missedLine(job, false)), metadata, { triedSinceMs: sinceMs });
  if ('refused' in posted) log.warn('channel is closed to the app', { channel, code: posted.refused });
}

/** @returns `undefined` where nobody is to be told */
async function post(options: TellMissedOptions, job: MissedJob, again: boolean): Promise<Posted | undefined> {
  const { cardStore, gate, settings, writer } = options;
  const { what, about, channel, bring, sinceMs } = job;
  const key = `missed ${sinceMs}`;
  const triedSinceMs = again ? sinceMs : undefined;
  if (what === 'card' || what === 'posts') {
    const card = standing((await cardStore.get(about, channel))?.card);
    if ((card === undefined && !bring) || !(await gate.mayPost({ incident: about }, channel))) return undefined;
    const line = lineCard(missedLine(job, true));
    if (card !== undefined) return answerInThread(options, card, line, key, triedSinceMs);
  } else {
    const subject = what === 'digest' ? 'list' : what;
    if (!(await gate.mayPost(subject, channel))) return undefined;
    if (what === 'alarm' && !(await settings.get(channel)).alarms) return undefined;
  }
  const metadata: OwnMetadata = { event_type: 'incident_missed', event_payload: { arn: about, key } };
  return writer.post(channel, lineCard(missedLine(job, false)), metadata, { triedSinceMs });
}
