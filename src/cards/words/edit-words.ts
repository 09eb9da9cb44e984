import { diffWords } from 'diff';
import { hasInk } from '../text/clean-text.ts';
import { markdownPhrase, type Phrase, phrase, plainPhrase, withLinks } from '../text/phrase.ts';
import { brief } from '../text/sentence.ts';

/** A text that is no longer than this is quoted whole. */
const longestQuote = 200;
/** The length of all added words, and of all removed ones, at most and at least. */
const longestPart = 160;
const shortestPart = 20;
const longestText = 8000;
/** Edits of more words than this are not compared, so that the cost stays bounded: the text counts as rewritten. */
const mostEdits = 600;

/**
 * What an edit did to a Markdown text: the new text if that is short, else the words that were added and removed. Untrusted;
 * without its verb: `: "Mitigated."`, `: added "Rolled back in two zones", removed "Cause unknown"`.
 * @param longest characters of quoted text
 */
export function editPhrase(from: string, to: string, longest = 2 * longestPart): Phrase {
  const quoted = Math.min(longest, longestQuote);
  const whole = plainPhrase(markdownPhrase(to, longestText));
  const before = plainPhrase(markdownPhrase(from, longestText));
  if (whole.length <= quoted || !hasInk(before)) return phrase`: "${markdownPhrase(to, quoted)}"`;
  const parts = diffWords(before, whole, { maxEditLength: mostEdits });
  if (parts === undefined) return phrase`, rewritten: "${markdownPhrase(to, quoted)}"`;
  const room = Math.min(longestPart, Math.max(shortestPart, Math.floor(longest / 2)));
  const [added, removed] = [parts.filter((part) => part.added), parts.filter((part) => part.removed)];
  const words = [partWords('added', added, room), partWords('removed', removed, room)].filter((part) => part !== '');
  return words.length === 0
    ? [', its format only']
    : withLinks(`: ${words.join(', ')}`, markdownPhrase(to, longestText));
}

function partWords(verb: string, parts: readonly { value: string }[], room: number): string {
  const runs = parts.map(({ value }) => value.trim()).filter(hasInk);
  return runs.length === 0 ? '' : `${verb} "${brief(runs.join(' … '), room)}"`;
}
