import { createHash, randomUUID } from 'node:crypto';
import { deduplicationWindow } from './deduplication.ts';
import { type MessageAttributes, md5, md5OfAttributes } from './message-attributes.ts';
import { checkToSend, type MessageToSend } from './message-to-send.ts';
import { changeAttributes, type QueueAttributes, type QueueSettings, settingsOf } from './queue-settings.ts';
import { handleOf, idOf } from './receipt-handle.ts';
import { expiredReceiptHandle, invalidReceiptHandle, messageNotInflight, missingDeduplication } from './sqs-error.ts';

export interface StoredMessage {
  id: string;
  body: string;
  bodyMd5: string;
  attributes: MessageAttributes;
  traceHeader: string | undefined;
  groupId: string | undefined;
  dedupeId: string | undefined;
  /** FIFO queues only. */
  sequence: string | undefined;
  sentAtMs: number;
  /** End of a delay or of the visibility timeout. */
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  /** The newest receipt handle, once received. */
  handle: string | undefined;
  /** ARN of the source queue of a dead letter. */
  deadLetterSource: string | undefined;
}

export interface SentMessage {
  id: string;
  bodyMd5: string;
  attributesMd5: string | undefined;
  sequence: string | undefined;
}

export interface QueueCounts {
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface SqsQueue {
  readonly arn: string;
  readonly name: string;
  readonly createdAtMs: number;
  changedAtMs(): number;
  attributes(): QueueAttributes;
  setAttributes(changes: QueueAttributes): void;
  settings(): QueueSettings;
  /** @throws SqsError */
  send(message: MessageToSend): SentMessage;
  /** Accepts a dead letter from another queue. */
  adopt(message: StoredMessage): void;
  /** Receives at most `limit` visible messages and hides them for `visibilityMs`. */
  receive(limit: number, visibilityMs: number): StoredMessage[];
  /** @throws SqsError */
  remove(handle: string): void;
  /** @throws SqsError */
  changeVisibility(handle: string, visibilityMs: number): void;
  purge(): void;
  counts(): QueueCounts;
  /** All retained messages, in order; for tests and the sandbox's page. */
  messages(): StoredMessage[];
  /** The next time at which a hidden message becomes visible; `undefined` when none is hidden. */
  nextVisibleAtMs(): number | undefined;
  /** Calls `listener` whenever a message may have become receivable. Returns a function that removes the listener. */
  onChange(listener: () => void): () => void;
}

export interface SqsQueueOptions {
  arn: string;
  attributes: QueueAttributes;
  now: () => number;
  /** Takes a message that exceeded its receive count; returns whether there is a queue to take it. */
  deadLetter: (arn: string, message: StoredMessage) => boolean;
}

/** One queue, standard or FIFO, held in memory. */
export function createSqsQueue({ arn, attributes: initial, now, deadLetter }: SqsQueueOptions): SqsQueue {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  const messages = new Map<string, StoredMessage>();
  const listeners = new Set<() => void>();
  const seen = deduplicationWindow(now);
  const createdAtMs = now();
  let changedAtMs = createdAtMs;
  let attributes = initial;
  let settings = settingsOf(attributes);
  let sequence = 18_850_000_000_000_000_000n;

  const changed = () => {
    for (const listener of listeners) listener();
  };
  const hidden = (message: StoredMessage) => message.visibleAtMs > now();
  const inFlight = (message: StoredMessage) => message.handle !== undefined && hidden(message);

  const forgetOld = () => {
    const oldest = now() - settings.retentionMs;
    for (const message of messages.values()) if (message.sentAtMs <= oldest) messages.delete(message.id);
  };

  const giveUp = () => {
    const { redrive } = settings;
    if (redrive === undefined) return;
    for (const message of messages.values()) {
      if (hidden(message) || message.receiveCount < redrive.maxReceiveCount) continue;
      if (deadLetter(redrive.deadLetterArn, { ...message, deadLetterSource: arn })) messages.delete(message.id);
    }
  };

  /** Messages that can be received now. In a FIFO queue a message in flight blocks the rest of its group. */
  const receivable = (): StoredMessage[] => {
    const all = [...messages.values()];
    if (!settings.fifo) return all.filter((message) => !hidden(message));
    const waiting = new Set(all.filter(inFlight).map(({ groupId }) => groupId));
    const ready = all.filter((message) => {
      if (hidden(message)) waiting.add(message.groupId);
      return !waiting.has(message.groupId);
    });
    // SQS fills a batch with as many messages of one group as it can.
    return [...Map.groupBy(ready, ({ groupId }) => groupId).values()].flat();
  };

  const held = (handle: string): StoredMessage | undefined => {
    const id = idOf(handle, name);
    if (id === undefined) throw invalidReceiptHandle(handle);
    const message = messages.get(id);
    if (message !== undefined && settings.fifo && !(inFlight(message) && message.handle === handle)) {
      throw expiredReceiptHandle(handle);
    }
    return message;
  };

  return {
    arn,
    name,
    createdAtMs,
    changedAtMs: () => changedAtMs,
    attributes: () => attributes,
    setAttributes(changes) {
      const next = changeAttributes(attributes, changes);
      settings = settingsOf(next);
      attributes = next;
      changedAtMs = now();
      changed();
    },
    settings: () => settings,
    send(message) {
      const { fifo, contentBasedDeduplication, deduplicatePerGroup, delayMs } = settings;
      checkToSend(message, settings);
      const given = message.attributes ?? {};
      const bodyMd5 = md5(message.body);
      const attributesMd5 = md5OfAttributes(given);
      const dedupeId =
        message.dedupeId ??
        (contentBasedDeduplication ? createHash('sha256').update(message.body).digest('hex') : undefined);
      if (fifo && dedupeId === undefined) throw missingDeduplication();
      const key = JSON.stringify([deduplicatePerGroup ? message.groupId : null, dedupeId]);
      const first = fifo ? seen.find(key) : undefined;
      if (first !== undefined) return { ...first, bodyMd5, attributesMd5 };
      if (fifo) sequence += 256n;
      const stored: StoredMessage = {
        id: randomUUID(),
        body: message.body,
        bodyMd5,
        attributes: given,
        traceHeader: message.traceHeader,
        groupId: message.groupId,
        dedupeId,
        sequence: fifo ? String(sequence) : undefined,
        sentAtMs: now(),
        visibleAtMs: now() + (message.delaySeconds === undefined ? delayMs : message.delaySeconds * 1000),
        receiveCount: 0,
        firstReceivedAtMs: undefined,
        handle: undefined,
        deadLetterSource: undefined,
      };
      messages.set(stored.id, stored);
      if (fifo) seen.add(key, { id: stored.id, sequence: stored.sequence });
      changed();
      return { id: stored.id, bodyMd5, attributesMd5, sequence: stored.sequence };
    },
    adopt(message) {
      if (settings.fifo) sequence += 256n;
      messages.set(message.id, {
        ...message,
        sequence: settings.fifo ? String(sequence) : undefined,
        // A FIFO queue restarts a message's age, a standard queue does not.
        sentAtMs: settings.fifo ? now() : message.sentAtMs,
        visibleAtMs: now(),
        handle: undefined,
      });
      changed();
    },
    receive(limit, visibilityMs) {
      forgetOld();
      giveUp();
      return receivable()
        .slice(0, limit)
        .map((message) => {
          message.receiveCount += 1;
          message.firstReceivedAtMs ??= now();
          message.visibleAtMs = now() + visibilityMs;
          message.handle = handleOf(message.id, name);
          return { ...message };
        });
    },
    remove(handle) {
      const message = held(handle);
      // An older handle is accepted and has no effect, as in SQS.
      if (message === undefined || message.handle !== handle) return;
      messages.delete(message.id);
      changed();
    },
    changeVisibility(handle, visibilityMs) {
      const message = held(handle);
      if (message === undefined || !inFlight(message) || message.handle !== handle) throw messageNotInflight(handle);
      message.visibleAtMs = now() + visibilityMs;
      changed();
    },
    purge() {
      messages.clear();
      changed();
    },
    counts() {
      forgetOld();
      const all = [...messages.values()];
      const flying = all.filter(inFlight).length;
      const away = all.filter(hidden).length;
      return { visible: all.length - away, inFlight: flying, delayed: away - flying };
    },
    messages: () => [...messages.values()],
    nextVisibleAtMs() {
      const times = [...messages.values()].filter(hidden).map(({ visibleAtMs }) => visibleAtMs);
      return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
