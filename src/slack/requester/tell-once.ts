import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import type { Store } from '../../store/store.ts';
import type { Requester } from './requester.ts';

/** Tells a person something about a channel, and not again for a while. */
export type NotifyOnce = (requester: Requester, what: string, message: CardMessage) => Promise<void>;

/** How long what was told counts as known, in milliseconds. */
const knownMs = 30 * 86_400_000;

/**
 * @param now milliseconds
 * @param tell how a person is told
 */
export function createNotifyOnce(
  store: Store,
  now: () => number,
  tell: (requester: Requester, message: CardMessage) => Promise<void>,
): NotifyOnce {
  return async (requester, what, message) => {
    const key = { partition: `told ${requester.user}`, sort: `${what} ${requester.channel}` };
    const first = await store.write({ ...key, value: true, expiresAtMs: now() + knownMs }, 'absent');
    if (first === undefined) return;
    try {
      await tell(requester, message);
    } catch (error) {
      await store.remove(key);
      throw error;
    }
  };
}
