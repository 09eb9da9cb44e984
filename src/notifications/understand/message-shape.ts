import { isJsonObject } from './json-fields.ts';

const maximumDepth = 3;
const maximumKeys = 25;
const maximumLength = 600;

/**
 * The shape of a message that was not understood: names and types, no values, on one line of at most 600 characters,
 * for example `{version: string, detail: {count: number}, resources: [string]}`.
 */
export function shapeOf(text: string, json: unknown): string {
  const shape = json === undefined ? `text of ${text.length} characters` : describe(json, 0);
  return shape.length <= maximumLength ? shape : `${shape.slice(0, maximumLength - 1)}…`;
}

function describe(value: unknown, depth: number): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    if (depth >= maximumDepth) return '[…]';
    const kinds = new Set(value.slice(0, maximumKeys).map((element) => describe(element, depth + 1)));
    return `[${[...kinds].join(' | ')}]`;
  }
  if (!isJsonObject(value)) return typeof value;
  if (depth >= maximumDepth) return '{…}';
  const keys = Object.keys(value);
  const fields = keys.slice(0, maximumKeys).map((key) => `${nameOfKey(key)}: ${describe(value[key], depth + 1)}`);
  if (keys.length > maximumKeys) fields.push('…');
  return `{${fields.join(', ')}}`;
}

/** A key may be personal data: one that does not look like a name, or holds a long number, is not shown. */
function nameOfKey(key: string): string {
  return /^[A-Za-z][A-Za-z0-9_.:-]{0,40}$/.test(key) && !/\d{5}/.test(key) ? key : '?';
}
