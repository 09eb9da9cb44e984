import { partitionPattern } from '../aws-names.ts';

/** What no eye sees: joiners, marks of direction, variation selectors, control characters. */
const unseen = /[[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]--[\s]]/gv;
const dashes = /[\p{Pd}\u2212\u02D7]/gu;
const slashes = /[\u2044\u2215\u29F8]/gu;
const colons = /[\u2236\uA789\u02D0]/gu;
const capitalised = new RegExp(`arn:${partitionPattern}:ssm(?:-incidents)?:`, 'gi');
/** An ARN as it stands in an address: `%3A`, or `%253A` where it was encoded twice. */
const encodedArn = /arn%(?:25)?3a/i;
const encodedCharacter = /%(?:25)?([2-7][0-9a-f])/gi;

/**
 * A text with plain ASCII in place of what phones, editors and chat clients make of it: full-width and styled letters,
 * long dashes, accents, invisible characters, a capital at the start of an ARN. Only for reading names of incidents; what
 * is stored is always what was typed.
 */
export function plainForm(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(unseen, '')
    .replace(dashes, '-')
    .replace(slashes, '/')
    .replace(colons, ':');
  return decoded(plain).replace(capitalised, (head) => head.toLowerCase());
}

function decoded(text: string): string {
  if (!encodedArn.test(text)) return text;
  return text.replace(encodedCharacter, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
