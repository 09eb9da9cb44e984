/** A message of the dead-letter queue. */
export interface DeadLetter {
  group: string;
  /** Absent: SQS itself moved the message. */
  parked?: { reason: string; attempt: number };
  /** The whole body. */
  body: string;
}

/** A message as fauxqs shows it. */
interface Shown {
  body: string;
}

/**
 * Reads a queue without receiving from it.
 * @see https://www.npmjs.com/package/fauxqs (queue inspection)
 */
export async function readDeadLetters(sqsUrl: string, queue: string): Promise<DeadLetter[]> {
  const answer = await fetch(`${sqsUrl}/_fauxqs/queues/${queue}`);
  const { messages } = (await answer.json()) as {
    messages: { ready: Shown[]; delayed: Shown[]; inflight: { message: Shown }[] };
  };
  const all = [...messages.ready, ...messages.delayed, ...messages.inflight.map(({ message }) => message)];
  return all.map(({ body }) => ({ ...(JSON.parse(body) as Omit<DeadLetter, 'body'>), body }));
}
