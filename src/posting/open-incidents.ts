import { z } from 'zod';
import { awaitsAcknowledgement } from '../incidents/attention.ts';
import { createRecent } from '../recent.ts';
import type { ItemToWrite, Store } from '../store/store.ts';
import type { PostedCard } from './posted-card.ts';
import { refreshLane } from './posted-unfurl.ts';

/** An open incident that a card shows and no one has acknowledged. */
export const storedOpenIncident = z.object({ arn: z.string(), createdAtMs: z.number() });
type OpenIncident = z.infer<typeof storedOpenIncident>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The first hours of an incident, in milliseconds. Later its card is refreshed by notifications and people. */
const firstMs = 4 * hourMs;
/** A card that is older than this was followed when it was new, in milliseconds. */
const newMs = 10 * minuteMs;

/**
 * When an incident is refreshed next: every 5 minutes in its first hour, every 15 until it is four hours old.
 * @returns epoch milliseconds; `undefined` when the first hours are over
 */
function nextRefreshMs(createdAtMs: number, nowMs: number): number | undefined {
  const next = nowMs + (nowMs - createdAtMs < hourMs ? 5 : 15) * minuteMs;
  return next - createdAtMs <= firstMs ? next : undefined;
}

/** The item to write, due at the next refresh. @returns `undefined` when there is none */
export function openIncidentItem({ arn, createdAtMs }: OpenIncident, nowMs: number): ItemToWrite | undefined {
  const dueAtMs = nextRefreshMs(createdAtMs, nowMs);
  if (dueAtMs === undefined) return undefined;
  const key = { partition: `open ${arn}`, sort: 'followed' };
  return { ...key, value: { arn, createdAtMs }, dueAtMs, dueLane: refreshLane, expiresAtMs: dueAtMs + firstMs };
}

/** Follows open incidents that no one has acknowledged, so that their cards stay true where no channel watches them. */
export interface OpenIncidents {
  /** Called after each refresh of a card. Only a new one costs a request. */
  follow(card: PostedCard): Promise<void>;
}

/** @param now milliseconds */
export function createOpenIncidents(store: Store, now: () => number): OpenIncidents {
  const followed = createRecent<true>(1000, now);
  return {
    async follow({ arn, sinceMs, reading, ended }) {
      if (ended !== undefined || reading === undefined || !awaitsAcknowledgement(reading)) return;
      if (now() - sinceMs > newMs || followed.get(arn) === true) return;
      const item = openIncidentItem({ arn, createdAtMs: reading.record.createdAtMs }, now());
      if (item !== undefined) await store.write(item, 'absent');
      followed.set(arn, true, newMs);
    },
  };
}
