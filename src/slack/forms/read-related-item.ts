import type { ItemToRelate } from '../../aws/write/write-incident.ts';
import { awsLengths } from '../../cards/modals/inputs.ts';
import { AppError } from '../../errors.ts';
import { parseArn } from '../../incidents/arn.ts';

/**
 * Reads what somebody wants to relate to an incident: a link, or the ARN of anything.
 * @throws AppError `not_understood`
 */
export function parseRelatedItem(text: string, title: string): ItemToRelate {
  // Slack wraps links that people type: <https://…|…>.
  const value = undecorated(text.trim().replace(/^<([^|>]+)(?:\|[^>]*)?>$/, '$1'));
  const named = { ...(title.trim() && { title: title.trim().slice(0, awsLengths.relatedTitle) }) };
  const arn = parseArn(value);
  if (arn !== undefined && !/\s/.test(value) && value.length <= awsLengths.relatedUrl) {
    const type = arn.kind === 'incident' ? 'INCIDENT' : arn.kind === 'automation-execution' ? 'AUTOMATION' : 'OTHER';
    return { type, arn: arn.kind === 'incident' ? arn.arn : value, ...named };
  }
  const isLink = /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '');
  if (isLink && value.length <= awsLengths.relatedUrl) return { type: 'OTHER', url: value, ...named };
  throw new AppError('not_understood', 'That is neither a link (https://…) nor an ARN. AWS keeps nothing else.');
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

/** A word without the quotes, brackets and marks of format that stand on both of its sides, nor punctuation behind it. */
function undecorated(word: string): string {
  let inside = word.replace(/[\p{Cf}\p{Cc}]/gu, '').replace(/[,;:!?]+$/, '');
  for (let last = inside.at(-1); last !== undefined && inside.length > 1; last = inside.at(-1)) {
    const first = inside.charAt(0);
    if (last !== (closers[first] ?? (pairs.has(first) ? first : undefined))) break;
    inside = inside.slice(1, -1);
  }
  return inside;
}
