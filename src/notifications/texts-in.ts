import { type JsonObject, parseJson } from './json-fields.ts';

/** More than any message of AWS has; what lies beyond is left to the search in the raw text. */
const maximumValues = 20_000;
const maximumDepth = 30;
/** JSON in a text in JSON …: a timeline event's `rawData` goes two deep. */
const maximumNesting = 3;

/**
 * The texts in a JSON value, keys included, in the order in which they stand there. A text that is JSON itself is
 * opened. Takes time linear in the value's size.
 */
export function* textsIn(value: unknown): Generator<string> {
  const stack = [{ value, depth: 0, nesting: 0 }];
  for (let count = 0; count < maximumValues; count += 1) {
    const next = stack.pop();
    if (next === undefined) return;
    const { depth, nesting } = next;
    if (typeof next.value === 'string') {
      const inner = nesting < maximumNesting && /^\s*[{[]/.test(next.value) ? parseJson(next.value) : undefined;
      if (inner === undefined) yield next.value;
      else stack.push({ value: inner, depth, nesting: nesting + 1 });
    } else if (typeof next.value === 'object' && next.value !== null && depth < maximumDepth) {
      for (const child of childrenOf(next.value).reverse()) stack.push({ value: child, depth: depth + 1, nesting });
    }
  }
}

function childrenOf(value: object): unknown[] {
  if (Array.isArray(value)) return value.slice(0, maximumValues);
  const keys = Object.keys(value).slice(0, maximumValues);
  return keys.flatMap((key) => [key, (value as JsonObject)[key]]);
}
