import fc from 'fast-check';

/** Names that every object inherits, and others that break programs. */
export const trickyNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
  'length',
  '',
] as const;

const texts = [
  ...trickyNames,
  '<!channel>',
  '<@U012AB3CD>',
  '<https://evil.example|console.aws.amazon.com>',
  '\u202Eevil\u202C',
  '\uD800',
  '\u0000',
  '../../etc/passwd',
  '$(id)`id`',
  '%00%0d%0a',
  '9'.repeat(400),
  ' '.repeat(2000),
  'a'.repeat(5000),
];

/** Any text: words, bytes, tricks. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(...texts) },
);

/** Bytes, most of them not UTF-8. */
export const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** Any JSON, with names that every object inherits among its keys. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -1, 1e308, 1.5),
    anyText,
    fc.array(tie('json'), { maxLength: 4 }),
    objectOf(tie('json')),
  ),
})).json;

/** Objects as `JSON.parse` makes them: `__proto__` is a field like any other. */
export function objectOf(value: fc.Arbitrary<unknown>, keys: readonly string[] = []): fc.Arbitrary<object> {
  const key = fc.oneof(fc.constantFrom(...trickyNames, ...keys), fc.string({ maxLength: 8 }));
  return fc.array(fc.tuple(key, value), { maxLength: 6 }).map((entries) => Object.fromEntries(entries));
}

/** A copy of a value with some parts, at any depth, lost, doubled or replaced. */
export function damaged(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(valid, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), anyJson), { maxLength: 4 }))
    .map(([value, wounds]) => wounds.reduce<unknown>((whole, wound) => wounded(whole, ...wound), value));
}

function wounded(value: unknown, place: number, how: number, other: unknown): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const entries = Object.entries(value);
  const index = place % (entries.length + 1);
  const entry = entries[index];
  if (entry === undefined) return other;
  const [key, inside] = entry;
  const deeper = Math.floor(place / (entries.length + 1));
  if (how === 0) entries.splice(index, 1);
  else if (how === 1) entries[index] = [key, other];
  else if (how === 2) entries.push([`${key}\u0000`, inside]);
  else entries[index] = [key, wounded(inside, deeper, deeper % 3, other)];
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

/** A copy of a text with pieces removed, repeated or inserted. */
export function mangled(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cut = fc.tuple(fc.nat(), fc.nat({ max: 30 }), anyText);
  return fc.tuple(valid, fc.array(cut, { maxLength: 3 })).map(([text, cuts]) =>
    cuts.reduce((whole, [place, length, other]) => {
      const at = place % (whole.length + 1);
      return whole.slice(0, at) + other + whole.slice(at + length);
    }, text),
  );
}
