/** A small memory of answers, bounded in number and age. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, forMs: number): void;
}

/**
 * What was learned at a later time than now is forgotten: the clock was set back, and its age is unknown.
 * @param limit the oldest entry goes when there are more
 * @param now milliseconds
 */
export function createRecent<T>(limit: number, now: () => number): Recent<T> {
  const entries = new Map<string, { value: T; fromMs: number; untilMs: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const nowMs = now();
      if (entry.fromMs <= nowMs && nowMs < entry.untilMs) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, forMs) {
      entries.delete(key);
      const fromMs = now();
      entries.set(key, { value, fromMs, untilMs: fromMs + forMs });
      const [oldest] = entries.keys();
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
    },
  };
}
