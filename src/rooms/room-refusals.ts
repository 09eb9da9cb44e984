import { z } from 'zod';
import { currentWorkspace } from '../current-workspace.ts';
import type { Store } from '../store/store.ts';

const stored = z.object({ code: z.string(), atMs: z.number() });
/** Slack did not let the app make a channel. */
type RoomRefusal = z.infer<typeof stored>;

/** In milliseconds. */
const keepMs = 90 * 86_400_000;
/** An admin decides for each workspace. */
const keyOf = (team = currentWorkspace()?.teamId) => ({ partition: 'room refusal', sort: team ?? 'the one workspace' });

/**
 * The last refusal, unless a channel could be made since.
 * @param team where several workspaces have the app; absent: that of the running work
 */
export const readRoomRefusal = async (store: Store, team?: string): Promise<RoomRefusal | undefined> =>
  stored.safeParse((await store.get(keyOf(team)))?.value).data;

/** Stores a refusal for the doctor: Slack tells only when a channel is made. */
export async function putRoomRefusal(store: Store, refusal: RoomRefusal): Promise<void> {
  await store.write({ ...keyOf(), value: { ...refusal }, expiresAtMs: refusal.atMs + keepMs }, 'anything');
}

/** Stores that a channel could be made. */
export async function clearRoomRefusal(store: Store): Promise<void> {
  await store.remove(keyOf());
}
