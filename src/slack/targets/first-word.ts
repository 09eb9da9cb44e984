/** The first word of a text, and the rest. */
export interface FirstWord {
  /** The address, if the word is a link with a label. */
  word: string;
  /** The label of such a link. */
  label: string;
  /** As typed, trimmed. */
  rest: string;
}

/** White space and invisible characters. */
const blank = String.raw`[\s\p{Default_Ignorable_Code_Point}\u2800]`;
/** Neither white space nor part of a word: quotes, brackets, bullets, formatting. */
const mark = String.raw`[^\s\p{L}\p{N}]`;

const before = new RegExp(`^(?:${blank}|${mark}{1,20}(?=\\s)){0,40}`, 'u');
const blanks = new RegExp(`^${blank}+`, 'u');
const opened = new RegExp(`(?!${blank})${mark}`, 'u');
const closing = /^(?:\s|[\p{Pe}\p{Pf}\p{Pi}"'`*_~][^\s\p{L}\p{N}]{0,20}(?=\s|$)){1,40}/u;
const address = String.raw`(?<url>https?:[^|>\s)]{1,4000})`;
/** A link in Slack's syntax: `<https://…|label>`. */
const slackLink = new RegExp(`^${mark}{0,20}?<${address}(?:\\|(?<label>[^>]{0,1000}))?>(?<tail>\\S*)`, 'iu');
/** A link in Markdown: `[label](https://…)`. */
const markdownLink = new RegExp(
  `^${mark}{0,20}?\\[(?<label>[^\\]\\n]{0,1000})\\]\\(\\s?<?${address}>?\\s?\\)(?<tail>\\S*)`,
  'iu',
);
/** Invisible, but white space to JavaScript. */
const byteOrderMarks = /\uFEFF/g;
/** Some editors separate words by a zero-width space; after a complete id it can only be a separator. */
const idAndBlank =
  /^(\S{0,5000}?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[^\s\p{L}\p{N}]{0,20}?)\u200b[^\s\p{L}\p{N}]{0,20}(?=[\p{L}\p{N}])/iu;

/**
 * Splits the first word from a text. Marks that stand alone before it (a bullet, an opening quote followed by a space)
 * belong to it, and so do the closing marks after it.
 * @example
 * firstWord('"8ab9…" all clear'); // { word: '"8ab9…"', label: '', rest: 'all clear' }
 */
export function firstWord(text: string): FirstWord {
  const start = before.exec(text)?.[0].length ?? 0;
  const from = text.slice(start).replace(byteOrderMarks, '').replace(idAndBlank, '$1 ');
  const link = slackLink.exec(from) ?? markdownLink.exec(from);
  const word = link?.[0] ?? /^\S*/.exec(from)?.[0] ?? '';
  const rest = from.slice(word.length);
  const { url, label = '', tail = '' } = link?.groups ?? {};
  return {
    word: url === undefined ? word : `${url} ${tail}`,
    label,
    rest: (opened.test(text.slice(0, start)) ? rest.replace(closing, '') : rest).replace(blanks, '').trim(),
  };
}
