import { diffWords } from 'diff';
import { hasInk } from '../text/clean-text.ts';
import { markdownPhrase, type Phrase, phrase, plainPhrase, withLinks } from '../text/phrase.ts';
import { brief } from '../text/sentence.ts';

/** A text that is no longer than this is quoted whole. */
const longestQuote = 200;
/** The length of all added words, and of all removed ones. */
const longestPart = 160;
const longestText = 8000;
/** Edits of more words than this are not compared, so that the cost stays bounded: the text counts as rewritten. */
const mostEdits = 600;

/**
 * What an edit did to a Markdown text: the new text if that is short, else the words that were added and removed. Untrusted;
 * without its verb: `: "Mitigated."`, `: added "Rolled back in two zones", removed "Cause unknown"`.
 */
export function editPhrase(from: string, to: string): Phrase {
  const whole = plainPhrase(markdownPhrase(to, longestText));
  const before = plainPhrase(markdownPhrase(from, longestText));
  if (whole.length <= longestQuote || !hasInk(before)) return phrase`: "${markdownPhrase(to, longestQuote)}"`;
  const parts = diffWords(before, whole, { maxEditLength: mostEdits });
  if (parts === undefined) return phrase`, rewritten: "${markdownPhrase(to, longestQuote)}"`;
  const words = [
    partWords(
      'added',
      parts.filter(({ added }) => added),
    ),
    partWords(
      'removed',
      parts.filter(({ removed }) => removed),
    ),
  ].filter((part) => part !== '');
  return words.length === 0
    ? [', its format only']
    : withLinks(`: ${words.join(', ')}`, markdownPhrase(to, longestText));
}

function partWords(verb: string, parts: readonly { value: string }[]): string {
  const runs = parts.map(({ value }) => value.trim()).filter(hasInk);
  return runs.length === 0 ? '' : `${verb} "${brief(runs.join(' … '), longestPart)}"`;
}
