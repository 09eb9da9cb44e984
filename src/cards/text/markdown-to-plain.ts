import { markdownPhrase, plainPhrase } from './phrase.ts';
import { brief } from './sentence.ts';

/** Markdown as one line of plain, untrusted text, for surfaces without rich text. Never throws. */
export function markdownToPlain(source: string, limit: number): string {
  return brief(plainPhrase(markdownPhrase(source, limit)), limit);
}
