import { oneLine } from './clean-text.ts';
import { truncate } from './truncate.ts';

/** Adds a full stop to a sentence, unless it already ends with punctuation. */
export function ended(sentence: string): string {
  return /[.?!…]$/u.test(sentence) ? sentence : `${sentence}.`;
}

/** The source characters examined for each visible character: markup and hidden characters are dropped. */
const lookedAt = 4;

/** Untrusted text on one line of at most `limit` characters. The cost depends on the limit, not on the text. */
export function brief(text: string, limit: number, ending?: string): string {
  return truncate(oneLine(text.slice(0, limit * lookedAt)), limit, ending);
}
