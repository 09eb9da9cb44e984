import { z } from 'zod';
import type { Store } from '../../store/store.ts';

/**
 * The outcomes of a message's earlier deliveries. SQS counts every delivery, also those that only waited behind a failed
 * message of their group, and those to a function that could not start.
 */
export interface DeliveryNote {
  /** Deliveries that were returned without starting the job. */
  waits: number;
  /** Deliveries that started the job. The first one is stored only if the job was returned to the queue. */
  begun: number;
  /** Deliveries whose job failed and was returned to the queue. */
  fails: number;
}

export const noDeliveries: DeliveryNote = { waits: 0, begun: 0, fails: 0 };

const stored = z
  .object({ waits: z.number(), fails: z.number(), begun: z.number().optional() })
  .transform(({ waits, fails, begun = fails }): DeliveryNote => ({ waits, begun, fails }));
/** SQS's longest retention, in milliseconds. */
const keepMs = 14 * 86_400_000;

/**
 * The attempt number of a job: the known attempts and this one, or 2 if an earlier delivery may have been an attempt.
 * @param deliveries the receives of the message, as counted by SQS
 * @param before `undefined`: unknown, so that every delivery counts
 */
export function attemptOf(deliveries: number, before: DeliveryNote | undefined): number {
  if (before === undefined) return Math.max(1, deliveries);
  const unknown = deliveries - 1 - before.waits - before.begun;
  return Math.max(before.begun + 1, unknown > 0 ? 2 : 1);
}

/** The stored delivery notes of messages that were returned to the queue. */
export interface DeliveryNotes {
  get(messageId: string): Promise<DeliveryNote>;
  put(messageId: string, note: DeliveryNote): Promise<void>;
}

export function createDeliveryNotes(store: Store, now: () => number): DeliveryNotes {
  const key = (messageId: string) => ({ partition: `message ${messageId}`, sort: 'handed back' });
  return {
    async get(messageId) {
      const item = await store.get(key(messageId));
      return (item && stored.safeParse(item.value).data) ?? noDeliveries;
    },
    async put(messageId, note) {
      await store.write({ ...key(messageId), value: { ...note }, expiresAtMs: now() + keepMs }, 'anything');
    },
  };
}
