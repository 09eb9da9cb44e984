import type { SqsQueue, StoredMessage } from './sqs-queue.ts';

/** The longest time between two checks, so that a jump of a test's clock is noticed. */
const longestNapMs = 100;

/**
 * Receives messages. If there are none, waits up to `waitMs`, measured by the system clock or by `now`, whichever
 * elapses first.
 * @param signal ends all waiting when the service stops
 */
export async function receiveWaiting(
  queue: SqsQueue,
  limit: number,
  visibilityMs: number,
  waitMs: number,
  now: () => number,
  signal: AbortSignal,
): Promise<StoredMessage[]> {
  const deadline = performance.now() + waitMs;
  const untilMs = now() + waitMs;
  for (;;) {
    const messages = queue.receive(limit, visibilityMs);
    const left = Math.min(deadline - performance.now(), untilMs - now());
    if (messages.length > 0 || left <= 0 || signal.aborted) return messages;
    const untilVisible = (queue.nextVisibleAtMs() ?? Number.POSITIVE_INFINITY) - now();
    await changeOrNap(queue, Math.max(1, Math.min(left, untilVisible, longestNapMs)), signal);
  }
}

function changeOrNap(queue: SqsQueue, napMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      stopListening();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, napMs);
    const stopListening = queue.onChange(wake);
    signal.addEventListener('abort', wake);
  });
}
