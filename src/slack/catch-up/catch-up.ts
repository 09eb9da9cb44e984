import { catchUpCard } from '../../cards/answers/catch-up-card.ts';
import { AppError } from '../../errors.ts';
import { catchUp } from '../../incidents/catch-up/catch-up.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import { type Click, interactionOf } from '../actions/click.ts';
import type { CommandCall } from '../commands/command.ts';
import { type Interaction, tell } from '../requester/requester.ts';
import { readWithPeople } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';

type CatchingUp = Pick<
  Services,
  'lastLooks' | 'cardStore' | 'readSnapshot' | 'readEngagements' | 'readTimeline' | 'slack' | 'now'
>;

/** `/incident catchup [<arn>]`. */
export async function catchup(call: CommandCall<Targeting & CatchingUp>): Promise<void> {
  const { requester, rest, services, triggerId, atMs } = call;
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  await tellCatchUp(services, { requester, atMs, key: `trigger:${triggerId}` }, arn);
}

/** *Catch up*. */
export const clickCatchUp = (click: Click, services: CatchingUp): Promise<void> =>
  tellCatchUp(services, interactionOf(click, services.now()), click.arn);

/**
 * Tells the requester alone what happened to an incident since they last did this, or since it started.
 * @throws AppError whose message the requester gets
 */
async function tellCatchUp(services: CatchingUp, interaction: Interaction, arn: IncidentArn): Promise<void> {
  const { requester, key } = interaction;
  const { user } = requester;
  const last = await services.lastLooks.before(user, arn.arn, key);
  const [snapshot, { trouble, ...timeline }, cards] = await Promise.all([
    readWithPeople(services, arn),
    readSince(services, arn, last?.newestMs ?? 0),
    services.cardStore.ofIncident(arn.arn),
  ]);
  const told = cards.flatMap((card) => card.told ?? []);
  const now = services.now();
  const missed = catchUp({ snapshot, ...timeline, told, ...(last && { last }), now });
  await tell(services.slack, requester, catchUpCard(missed, { now, ...(trouble && { trouble }) }));
  // What could not be read was not seen.
  const newestMs = trouble === undefined ? missed.newestMs : (last?.newestMs ?? 0);
  await services.lastLooks.store(user, arn.arn, { key, atMs: now, newestMs, ...(last && { before: last }) });
}

const perPage = 50;
/** The data of each event costs a request, once. */
const mostPages = 3;

interface ReadEvents {
  /** The newest first. */
  events: TimelineEvent[];
  /** Whether there are older ones since then. */
  hasOlder: boolean;
  /** Why they could not be read. */
  trouble?: string;
}

/** The events of the timeline since a time. Without permission to read them, the answer shows the rest. */
async function readSince(
  { readTimeline }: Pick<Services, 'readTimeline'>,
  arn: IncidentArn,
  sinceMs: number,
): Promise<ReadEvents> {
  const events: TimelineEvent[] = [];
  let next: string | undefined;
  try {
    for (let page = 0; page < mostPages; page += 1) {
      const read = await readTimeline(arn, perPage, next);
      events.push(...read.events);
      next = read.next;
      const isDone = next === undefined || (events.at(-1)?.atMs ?? 0) < sinceMs;
      if (isDone) return { events, hasOlder: false };
    }
    return { events, hasOlder: true };
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    return { events, hasOlder: false, trouble: error.message };
  }
}
