import type { RichTextBlockElement } from '@slack/types';
import { oneLine } from './clean-text.ts';
import type { Span } from './markdown-inline.ts';
import { markdownToRichText } from './markdown-to-rich-text.ts';
import { empty, escapeText, link, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { brief } from './sentence.ts';
import { writtenLink } from './written-link.ts';

/** An https address under a label that shows its host. */
interface PhraseLink {
  label: string;
  url: string;
}

/**
 * Words on one line, some of them links: written once, shown as mrkdwn where links can be followed and as plain text where
 * they cannot. All of it is untrusted.
 */
export type Phrase = readonly (string | PhraseLink)[];

/** Puts a phrase together from our own words and the texts and phrases among them. */
export function phrase(words: TemplateStringsArray, ...values: (string | number | Phrase)[]): Phrase {
  const parts = values.map((value) => (typeof value === 'object' ? value : [String(value)]));
  return words.flatMap((word, index) => [word, ...(parts[index] ?? [])]).filter((part) => part !== '');
}

const longestInert = 300;

/** Words that lead to an address that somebody wrote; where that may not be live, the words and the address. */
export function linkPhrase(words: string, address: string): Phrase {
  const shown = writtenLink(words, address);
  if (shown !== undefined) return phrase`${shown.before}${[shown]}${shown.after}`;
  return [brief(words === '' || words === address ? address : `${words} (${address})`, longestInert)];
}

/** An incident's Markdown on one line of at most `limit` characters, its links kept. Never throws. */
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

/** The words alone. */
export function plainPhrase(phrase: Phrase): string {
  return oneLine(phrase.map((part) => (typeof part === 'string' ? part : part.label)).join(''));
}

/** The same with its links live. */
export function mrkdwnPhrase(phrase: Phrase): Mrkdwn {
  let line = empty;
  let text = '';
  for (const part of [...phrase, undefined]) {
    if (typeof part === 'string') text += part;
    else {
      line = mrkdwn`${line}${escapedPart(text)}`;
      text = '';
      if (part !== undefined) line = mrkdwn`${line}${link(part.url, part.label)}`;
    }
  }
  return line;
}

/** Escaping drops the blanks at both ends; beside a link they part words. */
function escapedPart(text: string): Mrkdwn {
  const words = escapeText(text);
  if (words.text === '') return text === '' ? empty : mrkdwn` `;
  const begun = /^\s/.test(text) ? mrkdwn` ${words}` : words;
  return /\s$/.test(text) ? mrkdwn`${begun} ` : begun;
}
