import { partitionPattern } from '../aws-names.ts';

/** Invisible characters: joiners, direction marks, variation selectors, control characters. */
const unseen = /[[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]--[\s]]/gv;
const dashes = /[\p{Pd}\u2212\u02D7]/gu;
const slashes = /[\u2044\u2215\u29F8]/gu;
const colons = /[\u2236\uA789\u02D0]/gu;
const capitalised = new RegExp(`arn:${partitionPattern}:ssm(?:-incidents)?:`, 'gi');
/** An ARN in a URL: `%3A`, or `%253A` when encoded twice. */
const encodedArn = /arn%(?:25)?3a/i;
const encodedCharacter = /%(?:25)?([2-7][0-9a-f])/gi;

/**
 * Normalizes what phones, editors and chat clients do to ASCII text: full-width and styled letters, long dashes, accents,
 * invisible characters, a capital at the start of an ARN. Only for parsing the names of incidents; never for stored text.
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
