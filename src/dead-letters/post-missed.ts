import { lineCard } from '../cards/surfaces/line-card.ts';
import { missedLine } from '../cards/words/missed-line.ts';
import type { Gate } from '../gate/gate.ts';
import type { MissedJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import { activeCard, answerInThread } from '../posting/answer-in-thread.ts';
import type { ChannelSettingsStore } from '../posting/channel-settings.ts';
import type { OwnMetadata } from '../posting/find-message.ts';
import type { MessageWriter, Posted } from '../posting/message-writer.ts';
import type { CardStore } from '../posting/posted-card.ts';
import type { MissedMarks } from './missed-marks.ts';

export interface PostMissedOptions {
  missed: MissedMarks;
  cardStore: Pick<CardStore, 'get'>;
  settings: ChannelSettingsStore;
  gate: Pick<Gate, 'mayPost'>;
  writer: MessageWriter;
  log: Log;
}

/**
 * Tells a channel in one line that work for it failed: in the thread of the incident's card if there is one, else in the
 * channel. Told once until the work succeeds again, not at all if it has succeeded meanwhile, and only where the gate
 * allows it.
 * @param attempt starts at 1
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function postMissed(options: PostMissedOptions, job: MissedJob, attempt: number): Promise<void> {
  const { missed, log } = options;
  if (job.storeAway === true) return postWithoutStore(options, job);
  const state = await missed.stateOf(job);
  if (state === 'told' || (state === undefined && job.unlessDone)) return;
  const posted = await post(options, job, attempt > 1);
  if (posted === undefined) return;
  if ('refused' in posted) log.warn('channel is closed to the app', { channel: job.channel, code: posted.refused });
  await missed.markTold(job);
}

/** Tells a channel while the store does not answer: an earlier message is searched in the channel, and no mark is set. */
async function postWithoutStore({ gate, writer, log }: PostMissedOptions, job: MissedJob): Promise<void> {
  const { about, channel, sinceMs } = job;
  // Without the store the watch is unknown too, so only a channel that is not shared is informed.
  if (!(await gate.mayPost('list', channel))) return;
  const metadata: OwnMetadata = { event_type: 'incident_missed', event_payload: { arn: about, key: 'store away' } };
  const posted = await writer.post(channel, lineCard(missedLine(job, false)), metadata, { triedSinceMs: sinceMs });
  if ('refused' in posted) log.warn('channel is closed to the app', { channel, code: posted.refused });
}

/** @returns `undefined` when the channel is not to be told */
async function post(options: PostMissedOptions, job: MissedJob, again: boolean): Promise<Posted | undefined> {
  const { cardStore, gate, settings, writer } = options;
  const { what, about, channel, bring, sinceMs } = job;
  const key = `missed ${sinceMs}`;
  const triedSinceMs = again ? sinceMs : undefined;
  if (what === 'card' || what === 'posts') {
    const card = activeCard((await cardStore.get(about, channel))?.card);
    if ((card === undefined && !bring) || !(await gate.mayPost({ incident: about }, channel))) return undefined;
    const line = lineCard(missedLine(job, true));
    if (card !== undefined) return answerInThread(options, card, line, key, triedSinceMs);
  } else {
    const subject = what === 'digest' ? 'list' : what;
    if (!(await gate.mayPost(subject, channel))) return undefined;
    const { alarms, opsitems } = await settings.get(channel);
    if ((what === 'alarm' && !alarms) || (what === 'ops-item' && !opsitems)) return undefined;
  }
  const metadata: OwnMetadata = { event_type: 'incident_missed', event_payload: { arn: about, key } };
  return writer.post(channel, lineCard(missedLine(job, false)), metadata, { triedSinceMs });
}
