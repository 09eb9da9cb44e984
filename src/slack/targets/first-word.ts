/** The first word of a text, and what follows it. */
export interface FirstWord {
  /** Of a link with words of its own: its address. */
  word: string;
  /** The words of such a link. */
  label: string;
  /** As it was typed, without blanks around it. */
  rest: string;
}

/** Blanks, and characters that show nothing. */
const blank = String.raw`[\s\p{Default_Ignorable_Code_Point}\u2800]`;
/** Neither a blank nor the start of a word: quotes, brackets, bullets, marks of format. */
const mark = String.raw`[^\s\p{L}\p{N}]`;

const before = new RegExp(`^(?:${blank}|${mark}{1,20}(?=\\s)){0,40}`, 'u');
const blanks = new RegExp(`^${blank}+`, 'u');
const opened = new RegExp(`(?!${blank})${mark}`, 'u');
const closing = /^(?:\s|[\p{Pe}\p{Pf}\p{Pi}"'`*_~][^\s\p{L}\p{N}]{0,20}(?=\s|$)){1,40}/u;
const address = String.raw`(?<url>https?:[^|>\s)]{1,4000})`;
/** Slack's own form of a link: `<https://…|words>`. */
const slackLink = new RegExp(`^${mark}{0,20}?<${address}(?:\\|(?<label>[^>]{0,1000}))?>(?<tail>\\S*)`, 'iu');
/** Markdown's: `[words](https://…)`. */
const markdownLink = new RegExp(
  `^${mark}{0,20}?\\[(?<label>[^\\]\\n]{0,1000})\\]\\(\\s?<?${address}>?\\s?\\)(?<tail>\\S*)`,
  'iu',
);
/** They show nothing, and JavaScript takes them for blanks. */
const byteOrderMarks = /\uFEFF/g;
/** Some editors part words by a blank without width; behind a whole id it can be nothing else. */
const idAndBlank =
  /^(\S{0,5000}?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[^\s\p{L}\p{N}]{0,20}?)\u200b[^\s\p{L}\p{N}]{0,20}(?=[\p{L}\p{N}])/iu;

/**
 * Takes the first word of a text. Marks that stand alone before it (an opening quote with a blank behind it, a bullet) are
 * part of it, and so are the closing ones behind it.
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
