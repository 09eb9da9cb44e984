import type { Delivery } from '../jobs/queue.ts';

/** A message that was received and not deleted yet. */
export interface HeldMessage {
  handle: string;
  delivery: Delivery;
}

interface Claimed extends HeldMessage {
  /** When SQS makes it visible to others unless it is renewed, on the monotonic clock. */
  untilMs: number;
}

/** The messages of one SQS message group that are in hand, in order: the first is running, or is the next to run. */
interface HeldGroup {
  name: string;
  messages: Claimed[];
  /** The id of the delivery of the first message, while it runs. */
  running?: string | undefined;
  readyAtMs: number;
  /** Attempts of the first message that failed since it was received. */
  retries: number;
}

/**
 * The messages that this process has received. SQS gives out up to ten of a group at once and then none of it until all are
 * deleted or visible again: those behind the first are kept here until it is done. None is started whose claim has expired:
 * another process may have it.
 * @param elapsed milliseconds of a monotonic clock, which no step of the system's clock affects
 */
export function createSqsHand(now: () => number, elapsed: () => number) {
  const groups = new Map<string, HeldGroup>();
  const running = new Map<string, HeldGroup>();
  let deliveries = 0;

  const isHere = (group: HeldGroup) => groups.get(group.name) === group;
  const isIdle = (group: HeldGroup) => group.running === undefined;

  function start(group: HeldGroup, { delivery }: Claimed): Delivery {
    deliveries += 1;
    const id = String(deliveries);
    group.running = id;
    running.set(id, group);
    return { ...delivery, id, attempt: delivery.attempt + group.retries };
  }

  /** Ends the delivery of a group's first message, if one runs. */
  function settle(group: HeldGroup): void {
    if (group.running !== undefined) running.delete(group.running);
    group.running = undefined;
  }

  function remove(group: HeldGroup): void {
    settle(group);
    if (isHere(group)) groups.delete(group.name);
  }

  return {
    /**
     * Adds received messages of one group. What is here of that group is no longer claimed: SQS gives out nothing of a group
     * of which a message is in flight.
     */
    add(name: string, messages: readonly HeldMessage[], untilMs: number): void {
      const before = groups.get(name);
      if (before) remove(before);
      const claimed = messages.map((each) => ({ ...each, untilMs }));
      groups.set(name, { name, messages: claimed, readyAtMs: now(), retries: 0 });
    },

    /** Starts up to `limit` jobs, of the groups that have been ready for longest. */
    take(limit: number): Delivery[] {
      const nowMs = now();
      const ready = [...groups.values()].filter((group) => isIdle(group) && group.readyAtMs <= nowMs);
      const taken: Delivery[] = [];
      for (const group of ready.sort((one, other) => one.readyAtMs - other.readyAtMs)) {
        if (taken.length >= limit) break;
        const [first] = group.messages;
        if (first === undefined || first.untilMs <= elapsed()) remove(group);
        else taken.push(start(group, first));
      }
      return taken;
    },

    /**
     * Ends a delivery with `work`, and makes the next message of the group the first. If the work fails, the whole group is
     * given up: it becomes visible again, in order, after its timeout. Does nothing for a delivery that was settled before,
     * or whose claim was lost.
     * @param work is passed the receipt handle
     */
    async end({ id }: Delivery, work: (handle: string) => Promise<void>): Promise<void> {
      const group = running.get(id);
      const [first] = group?.messages ?? [];
      if (group === undefined || first === undefined) return;
      try {
        await work(first.handle);
      } catch (error) {
        remove(group);
        throw error;
      }
      if (group.running !== id) return;
      settle(group);
      group.messages.shift();
      Object.assign(group, { readyAtMs: now(), retries: 0 });
      if (group.messages.length === 0) remove(group);
    },

    /** Keeps a delivery's message as the first of its group. @param counts whether this was an attempt */
    again({ id }: Delivery, delayMs: number, counts: boolean): void {
      const group = running.get(id);
      if (group === undefined) return;
      settle(group);
      group.readyAtMs = now() + delayMs;
      group.retries += Number(counts);
    },

    /** Gives a delivery's group up. @returns the receipt handles of its messages, in order */
    giveUp({ id }: Delivery): string[] {
      const group = running.get(id);
      if (group === undefined) return [];
      remove(group);
      return group.messages.map(({ handle }) => handle);
    },

    /** Gives up all groups of which no job runs. @returns the receipt handles of each, and how long they have to wait */
    giveUpIdle(): { handles: string[]; delayMs: number }[] {
      const idle = [...groups.values()].filter(isIdle);
      for (const group of idle) remove(group);
      return idle.map(({ messages, readyAtMs }) => ({
        handles: messages.map(({ handle }) => handle),
        delayMs: Math.max(0, readyAtMs - now()),
      }));
    },

    /** The receipt handles of all messages here. */
    handles: (): string[] => [...groups.values()].flatMap(({ messages }) => messages.map(({ handle }) => handle)),

    /** Extends the claims of messages. */
    renewed(handles: readonly string[], untilMs: number): void {
      const all = new Set(handles);
      for (const { messages } of groups.values()) {
        for (const message of messages) if (all.has(message.handle)) message.untilMs = untilMs;
      }
    },

    /** The number of messages here, of those that do not run, and of those that can start. */
    count(): { all: number; waiting: number; ready: number } {
      const here = [...groups.values()];
      const all = here.reduce((sum, { messages }) => sum + messages.length, 0);
      const nowMs = now();
      const ready = here.filter((group) => isIdle(group) && group.readyAtMs <= nowMs).length;
      return { all, waiting: all - running.size, ready };
    },

    /** When the next job may start, in epoch milliseconds; infinite when none waits. */
    nextReadyAtMs: (): number =>
      [...groups.values()]
        .filter(isIdle)
        .reduce((next, { readyAtMs }) => Math.min(next, readyAtMs), Number.POSITIVE_INFINITY),
  };
}
