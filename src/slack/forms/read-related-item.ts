import type { ItemToRelate } from '../../aws/write/write-incident.ts';
import { awsLengths } from '../../cards/modals/inputs.ts';
import { AppError } from '../../errors.ts';
import { parseArn } from '../../incidents/arn.ts';

/**
 * Parses a related item: a link, or any ARN.
 * @throws AppError `not_understood`
 */
export function parseRelatedItem(text: string, title: string): ItemToRelate {
  // Slack wraps typed links: <https://…|…>.
  const value = undecorated(text.trim().replace(/^<([^|>]+)(?:\|[^>]*)?>$/, '$1'));
  const named = { ...(title.trim() && { title: title.trim().slice(0, awsLengths.relatedTitle) }) };
  const arn = parseArn(value);
  if (arn !== undefined && !/\s/.test(value) && value.length <= awsLengths.relatedUrl) {
    const type = arn.kind === 'incident' ? 'INCIDENT' : arn.kind === 'automation-execution' ? 'AUTOMATION' : 'OTHER';
    return { type, arn: arn.kind === 'incident' ? arn.arn : value, ...named };
  }
  const isLink = /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '');
  if (isLink && value.length <= awsLengths.relatedUrl) return { type: 'OTHER', url: value, ...named };
  throw new AppError(
    'not_understood',
    'That is neither a link (https://…) nor an ARN. Related items are one of these.',
  );
}

const closers: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '<': '>',
  '“': '”',
  '‘': '’',
  '«': '»',
  '„': '“',
};
const pairs: ReadonlySet<string> = new Set('`"\'*_~');

/** A word without surrounding quotes, brackets and formatting, and without trailing punctuation. */
function undecorated(word: string): string {
  let inside = word.replace(/[\p{Cf}\p{Cc}]/gu, '').replace(/[,;:!?]+$/, '');
  for (let last = inside.at(-1); last !== undefined && inside.length > 1; last = inside.at(-1)) {
    const first = inside.charAt(0);
    if (last !== (closers[first] ?? (pairs.has(first) ? first : undefined))) break;
    inside = inside.slice(1, -1);
  }
  return inside;
}
