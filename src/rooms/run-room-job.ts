import { lineCard } from '../cards/surfaces/line-card.ts';
import { AppError } from '../errors.ts';
import type { Gate } from '../gate/gate.ts';
import type { RoomJob } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { activeCard, answerInThread } from '../posting/answer-in-thread.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import type { CardStore } from '../posting/posted-card.ts';
import { slackCode } from '../web-api/fault.ts';
import { refusedRoomJob } from './room-jobs.ts';
import type { Rooms } from './room-work.ts';

export interface RoomJobOptions {
  rooms: Rooms;
  cardStore: Pick<CardStore, 'ofIncident'>;
  gate: Pick<Gate, 'mayPost'>;
  writer: MessageWriter;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

/**
 * Makes the room of a new incident, brings one in step, looks whether it can be archived, or tells the incident's cards why
 * there is none.
 * @throws AppError for a failure that can pass
 */
export async function runRoomJob(options: RoomJobOptions, job: RoomJob): Promise<void> {
  const { rooms } = options;
  const { arn, what, view } = job;
  if (what === 'check') return rooms.check(arn);
  if (what === 'tell') return tellRefusal(options, arn.arn, job.reason ?? '');
  if (view === undefined) return;
  return what === 'make' ? make(options, job, view) : rooms.keep(view);
}

async function make(
  { rooms, queue, log }: RoomJobOptions,
  { arn, by }: RoomJob,
  view: NonNullable<RoomJob['view']>,
): Promise<void> {
  const known = await rooms.get(arn.arn);
  // Someone asked for it in the meantime, or Slack refused before.
  if (known !== undefined && (known.ended !== undefined || known.refused !== undefined)) return;
  try {
    await rooms.open(view, by === undefined ? {} : { by });
  } catch (error) {
    const isRefusal =
      error instanceof AppError && (error.code === 'slack_refused' || error.code === 'slack_scope_missing');
    if (!isRefusal) throw error;
    const code = slackCode(error) ?? error.code;
    log.warn('room refused by Slack', { arn: arn.arn, code });
    await rooms.refuse(view, code);
    await queue.send([refusedRoomJob(arn.arn, error.message)]);
  }
}

/** Longer than the job is retried, in milliseconds. */
const retryWindowMs = 86_400_000;

/** One line in the thread of each card. */
async function tellRefusal(
  { cardStore, gate, writer, now }: RoomJobOptions,
  arn: string,
  reason: string,
): Promise<void> {
  for (const each of await cardStore.ofIncident(arn)) {
    const card = activeCard(each);
    if (card === undefined || !(await gate.mayPost({ incident: arn }, card.channel))) continue;
    await answerInThread(
      { writer },
      card,
      lineCard(`There is no room for this incident. ${reason}`),
      'no room',
      now() - retryWindowMs,
    );
  }
}
