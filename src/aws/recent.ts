/** A small memory of answers, bounded in number and age. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, forMs: number): void;
}

/**
 * @param limit the oldest entry goes when there are more
 * @param now milliseconds
 */
export function createRecent<T>(limit: number, now: () => number): Recent<T> {
  const entries = new Map<string, { value: T; untilMs: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.untilMs > now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, forMs) {
      entries.delete(key);
      entries.set(key, { value, untilMs: now() + forMs });
      const [oldest] = entries.keys();
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
    },
  };
}
