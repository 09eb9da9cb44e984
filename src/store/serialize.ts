import { AppError } from '../errors.ts';
import type { ItemKey, ItemToWrite, Json } from './store.ts';

/**
 * The limits of every implementation, so that what works on one works on the other. They are DynamoDB's, with room in the
 * item for the attributes beside the value.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const limits = { partitionBytes: 2048, sortBytes: 1024, valueBytes: 350_000 };

/**
 * Serializes the value of an item. JSON text, unlike a database's own types, keeps every value unchanged, including lone
 * surrogates.
 * @throws AppError `invalid_request` when the key or the value exceeds a limit
 */
export function serializeValue(item: ItemToWrite): string {
  checkKey(item);
  const text = JSON.stringify(item.value);
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.valueBytes) {
    throw new AppError(
      'invalid_request',
      `That is too large to store: ${bytes} bytes, at most ${limits.valueBytes} are possible.`,
    );
  }
  return text;
}

/** Parses a serialized value. Damaged text yields `null`, which matches no schema. */
export function parseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function checkKey({ partition, sort }: ItemKey): void {
  const fits = (text: string, max: number) => text !== '' && Buffer.byteLength(text) <= max;
  if (fits(partition, limits.partitionBytes) && fits(sort, limits.sortBytes)) return;
  throw new AppError('invalid_request', 'That has an empty or too long key and cannot be stored.');
}
