import { z } from 'zod';

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A comma-separated list of which every part must match; each match becomes one entry. */
export function listOf<T>(pattern: RegExp, entry: (match: RegExpExecArray) => T, expected: string) {
  return z.string().transform((text, context): T[] => {
    const entries: T[] = [];
    const parts = list(text);
    if (parts.length === 0) context.addIssue({ code: 'custom', message: expected });
    for (const part of parts) {
      const match = pattern.exec(part);
      if (match === null) {
        context.addIssue({ code: 'custom', message: expected });
        return z.NEVER;
      }
      entries.push(entry(match));
    }
    return entries;
  });
}

/** A list of pairs in which no key may be given two values. */
export function mapOf<V>(pattern: RegExp, entry: (match: RegExpExecArray) => [string, V], expected: string) {
  return listOf(pattern, entry, expected).transform((entries, context): Map<string, V> => {
    const map = new Map<string, V>();
    for (const [key, value] of entries) {
      if (map.has(key) && map.get(key) !== value) {
        context.addIssue({ code: 'custom', message: `${expected} (${key} has two values)` });
        return z.NEVER;
      }
      map.set(key, value);
    }
    return map;
  });
}

/** A group of a match; `''` if it is absent. */
export const part = (match: RegExpExecArray, index: number): string => match[index] ?? '';
