import type { RichTextBlockElement } from '@slack/types';
import { oneLine } from './clean-text.ts';
import type { Span } from './markdown-inline.ts';
import { markdownToRichText } from './markdown-to-rich-text.ts';
import { empty, link, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { brief } from './sentence.ts';
import { truncate } from './truncate.ts';
import { writtenLink } from './written-link.ts';

/** An https link whose label shows its host. */
interface PhraseLink {
  label: string;
  url: string;
}

/**
 * Words on one line, some of them links: written once, shown as mrkdwn where links can be followed and as plain text where
 * they cannot. All of it is untrusted.
 */
export type Phrase = readonly (string | PhraseLink)[];

/** Template tag: literal words with texts and phrases inserted. */
export function phrase(words: TemplateStringsArray, ...values: (string | number | Phrase)[]): Phrase {
  const parts = values.map((value) => (typeof value === 'object' ? value : [String(value)]));
  return words.flatMap((word, index) => [word, ...(parts[index] ?? [])]).filter((part) => part !== '');
}

const longestInert = 300;

/** Words linked to an untrusted URL; if that may not be live, the words and the URL as text. */
export function linkPhrase(words: string, address: string): Phrase {
  const shown = writtenLink(words, address);
  if (shown !== undefined) return phrase`${shown.before}${[shown]}${shown.after}`;
  return [brief(words === '' || words === address ? address : `${words} (${address})`, longestInert)];
}

/** Markdown on one line of at most `limit` characters, with its links. Never throws. */
export function markdownPhrase(source: string, limit: number): Phrase {
  const block = markdownToRichText(source, { limit, more: '…', jsonLimit: Number.POSITIVE_INFINITY });
  const spans = block?.elements.flatMap((element, index) => [...(index > 0 ? [' '] : []), ...spansOf(element)]) ?? [];
  return spans.map((span) => (typeof span === 'object' ? span : span.replace(/\s+/g, ' ')));
}

function spansOf(element: RichTextBlockElement): (string | PhraseLink)[] {
  if (element.type === 'rich_text_list') {
    return element.elements.flatMap((item, index) => [index > 0 ? ' • ' : '• ', ...spansOf(item)]);
  }
  return (element.elements as Span[]).map((span) =>
    span.type === 'link' ? { label: span.text, url: span.url } : span.text,
  );
}

/** Words with the links of a phrase where they hold a whole label, which shows the host: elsewhere they stay inert. */
export function withLinks(words: string, phrase: Phrase): Phrase {
  const urls = new Map(phrase.flatMap((part) => (typeof part === 'object' ? [[part.label, part.url] as const] : [])));
  const found: (string | PhraseLink)[] = [];
  let rest = words;
  for (const [label, url] of urls) {
    const at = rest.indexOf(label);
    if (at < 0) continue;
    found.push(rest.slice(0, at), { label, url });
    rest = rest.slice(at + label.length);
  }
  return [...found, rest].filter((part) => part !== '');
}

/** The beginning of a phrase, of at most `limit` characters. A link that does not fit whole is left out. */
export function truncatePhrase(phrase: Phrase, limit: number): Phrase {
  if (plainPhrase(phrase).length <= limit) return phrase;
  const kept: (string | PhraseLink)[] = [];
  let left = limit - 1;
  for (const part of phrase) {
    const { length } = typeof part === 'string' ? part : part.label;
    if (length > left) return [...kept, typeof part === 'string' ? truncate(part, left + 1) : '…'];
    kept.push(part);
    left -= length;
  }
  return kept;
}

/** A phrase as a sentence, see `ended`. */
export const endedPhrase = (phrase: Phrase): Phrase =>
  /[.?!…]$/u.test(plainPhrase(phrase)) ? phrase : [...phrase, '.'];

/** A phrase as plain text. */
export function plainPhrase(phrase: Phrase): string {
  return oneLine(phrase.map((part) => (typeof part === 'string' ? part : part.label)).join(''));
}

/** A phrase as mrkdwn, with live links. */
export function mrkdwnPhrase(phrase: Phrase): Mrkdwn {
  let line = empty;
  let text = '';
  for (const part of [...phrase, undefined]) {
    if (typeof part === 'string') text += part;
    else {
      line = mrkdwn`${line}${text}`;
      text = '';
      if (part !== undefined) line = mrkdwn`${line}${link(part.url, part.label)}`;
    }
  }
  return line;
}
