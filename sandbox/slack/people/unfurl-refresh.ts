import type { SlackState } from '../state.ts';
import { linkShared } from '../to-app/app-events.ts';
import type { Delivery } from '../to-app/delivery.ts';

export interface UnfurlRefresh {
  /** Sends the app a link again after a short delay. */
  soon(message: { channel: string; ts: string }, url: string): void;
  close(): void;
}

const delayMs = 100;

/**
 * After an action on a Work Object, or a newer version of it, Slack asks for its unfurl again.
 * @see https://docs.slack.dev/messaging/work-objects-implementation#automatic-refresh
 */
export function createUnfurlRefresh(state: SlackState, delivery: Delivery): UnfurlRefresh {
  const timers = new Set<NodeJS.Timeout>();
  return {
    soon({ channel, ts }, url) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        const message = state.channels.get(channel)?.messages.get(ts);
        const links = message?.links.filter((link) => link.url === url) ?? [];
        if (message && links.length > 0) delivery.event(linkShared(state, message, links, true));
      }, delayMs);
      timers.add(timer);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
