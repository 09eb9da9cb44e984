import { z } from 'zod';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Store } from '../../store/store.ts';

/** Aliases of contacts by the user group that follows them, `S0123` or `T0123:S0456`: `ON_CALL_GROUPS`. */
export type OnCallGroups = ReadonlyMap<string, readonly string[]>;

/** What is known of a user group that follows who is on call. */
export interface GroupState {
  /** The user group, as `ON_CALL_GROUPS` names it. */
  usergroup: string;
  /** When it was last compared with who is on call, in epoch milliseconds. */
  checkedAtMs: number;
  /** When it is compared next, in epoch milliseconds. */
  nextMs: number;
  /** Why it does not follow, in one sentence that names no person; absent: it does. */
  trouble?: string;
}

const stored = z.object({
  usergroup: z.string(),
  checkedAtMs: z.number(),
  nextMs: z.number(),
  trouble: z.string().optional(),
});

const listedUnder = 'on-call groups';
/** The states of groups that are no longer configured are dropped after this time, in milliseconds. */
const keepMs = 7 * 86_400_000;
/** A job that was sent and not done is sent again after this time, in milliseconds. */
const againMs = 60_000;

/** The states of all user groups that follow who is on call. */
export async function groupStates(store: Store): Promise<Map<string, GroupState>> {
  const items = await store.listed(listedUnder);
  const states = items.flatMap(({ value }) => stored.safeParse(value).data ?? []);
  return new Map(states.map((state) => [state.usergroup, state as GroupState]));
}

export async function putGroupState(store: Store, state: GroupState): Promise<void> {
  const key = { partition: `on-call group ${state.usergroup}`, sort: 'state' };
  const expiresAtMs = state.checkedAtMs + keepMs;
  await store.write({ ...key, listedUnder, expiresAtMs, value: { ...state } }, 'anything');
}

/** Sends a job for each user group that is due. Safe for concurrent use by several processes. */
export async function sendOnCallChecks(
  { store, queue, onCallGroups }: { store: Store; queue: Pick<JobQueue, 'send'>; onCallGroups?: OnCallGroups },
  nowMs: number,
): Promise<void> {
  if (onCallGroups === undefined || onCallGroups.size === 0) return;
  const states = await groupStates(store);
  const due = [...onCallGroups.keys()].filter((usergroup) => {
    const state = states.get(usergroup);
    // After the clock was set back, the time of the next comparison says nothing.
    return state === undefined || state.nextMs <= nowMs || state.checkedAtMs > nowMs;
  });
  if (due.length === 0) return;
  await queue.send(
    due.map((usergroup) => ({
      group: `on-call ${usergroup}`,
      dedupeId: `on-call:${usergroup}:${Math.floor(nowMs / againMs)}`,
      job: { kind: 'on-call' as const, usergroup },
    })),
  );
}
