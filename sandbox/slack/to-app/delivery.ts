import { setTimeout as pause } from 'node:timers/promises';
import type { JsonObject } from '../json-value.ts';
import type { SlackState } from '../state.ts';
import { type AppEvent, appEvents } from './app-events.ts';
import { eventEnvelope } from './envelope.ts';
import type { Acknowledgement, AppRequestKind, Transport } from './transport.ts';

export interface Delivery {
  /** Sends a command or an interaction, once. */
  request(kind: Exclude<AppRequestKind, 'events_api'>, payload: JsonObject): Promise<Acknowledgement>;
  /** Sends an event, if the app subscribes to it, and retries until it is acknowledged. */
  event(event: AppEvent): void;
  /** Sends an event's envelope as it is, so that a test can repeat it. */
  envelope(envelope: JsonObject): Promise<Acknowledgement>;
  /** Resolves when no delivery is in progress. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Delivers events to the app. An event that is not acknowledged in time is sent again after each of `retryDelaysMs`.
 * @see https://docs.slack.dev/apis/events-api#retries
 */
export function createDelivery(state: SlackState, send: Transport, retryDelaysMs: readonly number[]): Delivery {
  const underway = new Set<Promise<unknown>>();
  const stop = new AbortController();
  const stopListening = state.changes.on((change) => {
    for (const event of appEvents(state, change)) deliver(event);
  });

  function track<T>(work: Promise<T>): Promise<T> {
    underway.add(work);
    void work.finally(() => underway.delete(work));
    return work;
  }

  function deliver(event: AppEvent): void {
    // The last event for an app is its removal.
    const farewell = event.subscription === 'app_uninstalled' || event.subscription === 'tokens_revoked';
    if (!state.app.botEvents.includes(event.subscription) || (!state.installed && !farewell)) return;
    void track(deliverWithRetries(event, eventEnvelope(state, event.event, event.channel)));
  }

  async function deliverWithRetries(event: AppEvent, envelope: JsonObject): Promise<void> {
    let answer = await send('events_api', envelope);
    for (const [index, delayMs] of retryDelaysMs.entries()) {
      for (const link of event.links ?? []) link.unacknowledged = !answer.ok;
      if (answer.ok || answer.noRetry || stop.signal.aborted) return;
      await pause(delayMs, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      answer = await send('events_api', envelope, { num: index + 1, reason: answer.reason ?? 'http_error' });
    }
    for (const link of event.links ?? []) link.unacknowledged = !answer.ok;
  }

  return {
    request: (kind, payload) => track(send(kind, payload)),
    event: deliver,
    envelope: (envelope) => track(send('events_api', envelope)),
    async idle() {
      while (underway.size > 0) await Promise.all(underway);
    },
    async close() {
      stopListening();
      stop.abort();
      await Promise.all(underway);
    },
  };
}
