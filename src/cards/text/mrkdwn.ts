import { httpsOnly } from '../../incidents/links/console-links.ts';
import { isolated, oneLine } from './clean-text.ts';

declare const escaped: unique symbol;

/** Text that is safe in mrkdwn. Only this file creates it, so that a raw string in mrkdwn is a compile error. */
export type SafeText = string & { readonly [escaped]: true };

/**
 * A mrkdwn text object that contains only intended mentions, links and formatting.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export interface Mrkdwn {
  type: 'mrkdwn';
  text: SafeText;
  /** Prevents Slack from linking bare URLs and channel names. */
  verbatim: true;
}

const trusted = (text: string): Mrkdwn => ({ type: 'mrkdwn', text: text as SafeText, verbatim: true });

export const empty: Mrkdwn = trusted('');

/** Escapes untrusted text, on one line: no mention, link or formatting. */
export function escapeText(text: string): Mrkdwn {
  return trusted(isolated(inert(oneLine(text))));
}

// Slack treats `*`, `_` and `~` as formatting at the start or end of a word. Inside words they stay, so that names can be copied.
const markAtWordEdge = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu;
const lookAlikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };
const quoteAtStart = /^>/;
const special = /[&<>*_~`]/;

function inert(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replace(quoteAtStart, '›')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', 'ˋ')
    .replace(markAtWordEdge, (mark) => lookAlikes[mark] ?? mark);
}

/**
 * Our own words around values: strings are untrusted and become inert, what is mrkdwn already stays. A string keeps a blank
 * at its ends: it may be a part of a sentence.
 */
export function mrkdwn(words: TemplateStringsArray, ...values: (Mrkdwn | string | number)[]): Mrkdwn {
  let text = words[0] ?? '';
  for (const [index, value] of values.entries()) {
    text += typeof value === 'object' ? value.text : typeof value === 'number' ? value : withBlanks(value);
    text += words[index + 1] ?? '';
  }
  return trusted(text);
}

function withBlanks(value: string): string {
  const { text } = escapeText(value);
  if (text === '') return /^\s+$/.test(value) ? ' ' : '';
  return `${/^\s/.test(value) ? ' ' : ''}${text}${/\s$/.test(value) ? ' ' : ''}`;
}

/** Joins texts; empty ones are skipped. */
export function join(parts: readonly (Mrkdwn | undefined)[], separator: ' · ' | ' → ' | ', ' | ' ' | '\n'): Mrkdwn {
  const texts = parts.flatMap((part) => (part === undefined || part.text === '' ? [] : [part.text]));
  return trusted(texts.join(separator));
}

/** A link of the app. Only the words, if the URL is missing or not https. */
export function link(address: string | undefined, words: string): Mrkdwn {
  const label = escapeText(words).text.replaceAll('|', '¦');
  const url = address === undefined ? undefined : httpsOnly(address);
  return url === undefined || label === '' ? trusted(label) : trusted(`<${url.replaceAll('&', '&amp;')}|${label}>`);
}

/** Untrusted text as inline code, without backticks. */
export function code(text: string): Mrkdwn {
  const inside = oneLine(text).replaceAll('`', "'");
  if (inside === '') return empty;
  const safe = inside.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return trusted(`\`${safe}\``);
}

/** Formats of a time, in the reader's time zone. */
export type DateFormat =
  | '{time}'
  | '{date_short_pretty} {time}'
  | '{date_long} {time_secs}'
  | '{date_short_pretty}'
  | '{ago}';

/**
 * A time in the reader's time zone; in UTC on clients that cannot do that.
 * @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function date(ms: number, format: DateFormat = '{date_short_pretty} {time}'): Mrkdwn {
  if (!isTime(ms)) return trusted('an unknown time');
  return trusted(`<!date^${Math.floor(ms / 1000)}^${format}|${utc(ms)}>`);
}

/** `2026-11-20 10:00 UTC` (or `10:00:00`), or `an unknown time`. */
export function utc(ms: number, precision: 'minutes' | 'seconds' = 'minutes'): string {
  if (!isTime(ms)) return 'an unknown time';
  const length = precision === 'seconds' ? 19 : 16;
  return `${new Date(ms).toISOString().slice(0, length).replace('T', ' ')} UTC`;
}

const latestMs = Date.UTC(9999, 0);
const isTime = (ms: number) => Number.isFinite(ms) && ms >= 0 && ms < latestMs;

/** Truncates mrkdwn without breaking a link, a date or an entity. For the rare text that is still too long. */
export function truncateMrkdwn(text: Mrkdwn, limit: number): Mrkdwn {
  if (text.text.length <= limit) return text;
  let kept = text.text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  if (kept.lastIndexOf('<') > kept.lastIndexOf('>')) kept = kept.slice(0, kept.lastIndexOf('<'));
  return trusted(`${kept.replace(/&[a-z]{0,4}$/, '').trimEnd()}…`);
}

/** A link to a channel (`C…`). Slack shows its name to people with access. */
export function channelLink(id: string): Mrkdwn {
  return /^[CGD][A-Z0-9]{1,20}$/.test(id) ? trusted(`<#${id}>`) : escapeText(id);
}

/** A mention of a user group (`S…`), which notifies its members. Only for groups from the app's configuration. */
export function userGroup(id: string): Mrkdwn {
  return /^S[A-Z0-9]{1,20}$/.test(id) ? trusted(`<!subteam^${id}>`) : empty;
}
