import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliveryFaults, planDelivery, shuffled } from './delivery-faults.ts';
import type { Outcome } from './subscriber.ts';
import type { Subscription } from './topics.ts';

/** The record of one delivery attempt. */
export interface DeliveryLogEntry extends Outcome {
  messageId: string;
  type: string;
  subscriptionArn: string;
  endpoint: string;
  /** 1 for the first attempt. */
  attempt: number;
  atMs: number;
}

export interface DeliveriesOptions {
  now: () => number;
  /** Delays before each retry, in milliseconds. */
  retryDelaysMs: readonly number[];
  stopped: AbortSignal;
}

export interface Deliveries {
  readonly log: readonly DeliveryLogEntry[];
  /** Delivers in the background: repeats `attempt` until it asks for no retry. */
  start(subscription: Subscription, name: { messageId: string; type: string }, attempt: () => Promise<Outcome>): void;
  /** Also delivers messages that a shuffle holds back. */
  setFaults(faults: DeliveryFaults | undefined): void;
  /** Resolves when every message was delivered or given up. */
  settled(): Promise<void>;
}

/** Number of log entries to retain. */
const logLength = 10_000;

/** Delivers the messages of all topics, with SNS's retries and the injected faults. */
export function createDeliveries({ now, retryDelaysMs, stopped }: DeliveriesOptions): Deliveries {
  const log: DeliveryLogEntry[] = [];
  const running = new Set<Promise<void>>();
  const gathered = new Map<string, (() => void)[]>();
  let faults: DeliveryFaults | undefined;

  const run = (work: () => Promise<void>) => {
    const promise = work()
      // A wait that ends early when the service stops.
      .catch((error: unknown) => {
        if (!stopped.aborted) throw error;
      })
      .finally(() => running.delete(promise));
    running.add(promise);
  };

  const release = (arn: string, random: () => number) => {
    const waiting = gathered.get(arn) ?? [];
    gathered.delete(arn);
    for (const deliver of shuffled(waiting, random)) deliver();
  };
  const releaseAll = () => {
    for (const arn of gathered.keys()) release(arn, faults?.random ?? Math.random);
  };

  return {
    log,
    start(subscription, name, attempt) {
      const deliver = async (delayMs: number) => {
        if (delayMs > 0) await sleep(delayMs, undefined, { signal: stopped });
        for (let number = 1; ; number += 1) {
          const outcome = await attempt();
          const { arn: subscriptionArn, endpoint } = subscription;
          log.push({ ...name, ...outcome, subscriptionArn, endpoint, attempt: number, atMs: now() });
          if (log.length > logLength) log.shift();
          const retryDelayMs = retryDelaysMs[number - 1];
          if (outcome.ok || !outcome.again || retryDelayMs === undefined) return;
          await sleep(retryDelayMs, undefined, { signal: stopped });
        }
      };
      for (const delayMs of planDelivery(faults)) {
        const begin = () => run(() => deliver(delayMs));
        if (faults?.shuffle === undefined) {
          begin();
          continue;
        }
        const waiting = [...(gathered.get(subscription.arn) ?? []), begin];
        gathered.set(subscription.arn, waiting);
        if (waiting.length >= faults.shuffle) release(subscription.arn, faults.random);
      }
    },
    setFaults(next) {
      releaseAll();
      faults = next;
    },
    async settled() {
      releaseAll();
      while (running.size > 0) await Promise.all(running);
    },
  };
}
