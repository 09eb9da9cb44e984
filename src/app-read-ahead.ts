import { missedKey } from './dead-letters/missed-marks.ts';
import { installationKey } from './gate/installation.ts';
import { cardOfGroup } from './jobs/card-group.ts';
import type { Delivery } from './jobs/queue.ts';
import type { ReadingAhead } from './jobs/read-ahead.ts';
import { writesKey } from './posting/actors.ts';
import { cardKey } from './posting/posted-card.ts';
import { respondersKey, respondersSinceKey } from './posting/responder-store.ts';
import { roomKey } from './rooms/room-store.ts';
import { postMortemKey } from './slack/post-mortem/post-mortem-store.ts';
import type { ItemKey } from './store/store.ts';
import { watchKey } from './watches/watch.ts';

/**
 * Reads what a job about one card reads, in one request.
 * @param token the app's only token; `''` with several workspaces
 */
export function createReadAhead(store: ReadingAhead, token: string): (delivery: Delivery) => void {
  /** What a process remembers once it has read it. */
  let remembered = [...(token === '' ? [] : [installationKey(token)]), respondersSinceKey];

  function keysOf({ job, group }: Delivery): ItemKey[] {
    const card = cardOfGroup(group);
    if (card === undefined) return [];
    const { arn, channel } = card;
    const shown = [cardKey(arn, channel), watchKey(arn, channel)];
    switch (job.kind) {
      case 'sync':
        return [...shown, postMortemKey(arn), missedKey({ what: 'card', about: arn, channel })];
      case 'status-post':
        return [...shown, missedKey({ what: 'posts', about: arn, channel })];
      case 'slack': {
        const first = remembered;
        remembered = [];
        const told = [respondersKey(arn), roomKey(arn), writesKey({ incident: arn }), postMortemKey(arn)];
        return [...first, ...shown, ...told];
      }
      default:
        return [];
    }
  }

  return (delivery) => store.readAhead(keysOf(delivery));
}
