import { oneLine } from './clean-text.ts';
import { truncate } from './truncate.ts';

/** Ends a sentence with a full stop, unless its last words brought an end with them. */
export function ended(sentence: string): string {
  return /[.?!…]$/u.test(sentence) ? sentence : `${sentence}.`;
}

/** How much of a text is looked at for each character that is kept: markup and hidden characters fall away. */
const lookedAt = 4;

/** Untrusted text on one line of at most `limit` characters. Costs as much as the limit, not as the text. */
export function brief(text: string, limit: number, ending?: string): string {
  return truncate(oneLine(text.slice(0, limit * lookedAt)), limit, ending);
}
