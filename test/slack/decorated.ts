import fc from 'fast-check';

/** Quotes, brackets and formatting that people, phones and editors put around a name. */
const pairs = [
  ['`', '`'],
  ['```', '```'],
  ['*', '*'],
  ['_', '_'],
  ['~', '~'],
  ['*_', '_*'],
  ['__', '__'],
  ['**', '**'],
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
  ['« ', ' »'],
  ['«\u00a0', '\u00a0»'],
  ['‹', '›'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['【', '】'],
  ['(', ')'],
  ['（', '）'],
  ['[', ']'],
  ['{', '}'],
  ['<', '>'],
  ['> ', ''],
  ['- ', ''],
  ['• ', ''],
  ['|', '|'],
  ['\u2068', '\u2069'],
  ['\u202a', '\u202c'],
] as const;

const unseen = ['', '\u200b', '\u200e', '\u200f', '\u2060', '\ufeff', '\u00ad', '\ufe0f', '\u061c'];
const behind = ['', ':', ',', ';', '.', '!', '?', '…', ' —', '：', '、', '。', ')', '—', '-'];

export const blanks = fc.constantFrom(' ', '  ', '\t', '\n', '\u00a0', '\u202f', '\u2009', '\u3000', ' \u200b ');
const hidden = fc.constantFrom(...unseen);

/** A name with zero to two layers of decoration, and invisible characters in between. */
export function decorated(name: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const layers = fc.array(fc.constantFrom(...pairs), { maxLength: 2 });
  return fc
    .tuple(name, layers, hidden, hidden, fc.constantFrom(...behind))
    .map(([inside, around, first, last, after]) => {
      const whole = around.reduce((text, [open, close]) => open + text + close, first + inside + last);
      return whole + after;
    });
}

/** The ways to name an incident: its ARN as the console, phones and editors write it, links, and its id. */
export function namesOf(arn: string): fc.Arbitrary<string> {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const account = arn.split(':')[4];
  const home = 'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1';
  return fc.constantFrom(
    arn,
    arn.replace('arn:', 'Arn:'),
    arn.replace('::', ':eu-west-1:'),
    arn.replaceAll('/', '\\/'),
    arn.replaceAll(':', '：'),
    arn.replaceAll('-', '‑'),
    arn.replaceAll('/', '/\u200b'),
    encodeURIComponent(arn),
    `<${home}#${encodeURIComponent(arn)}>`,
    `<${home}#${encodeURIComponent(arn)}|the incident>`,
    `[the incident](${home}#${encodeURIComponent(arn)})`,
    `${home}#${encodeURIComponent(encodeURIComponent(arn))}`,
    `${home}#/${account}/${id}`,
    `${home.replace('https://', '')}#/${account}/${id}`,
    id,
    id.toUpperCase(),
  );
}
