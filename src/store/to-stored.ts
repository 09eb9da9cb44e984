import { AppError } from '../errors.ts';
import type { ItemKey, ItemToWrite, Json } from './store.ts';

/**
 * What every implementation holds, so that what works on one works on the other. DynamoDB's limits, with room in an item
 * for what stands beside the value.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const limits = { partitionBytes: 2048, sortBytes: 1024, valueBytes: 350_000 };

/**
 * The value as the text that is stored. JSON text rather than a database's own types: it keeps every value as it is,
 * lone surrogates and all.
 * @throws AppError `invalid_request` when the key or the value is one that some implementation could not hold
 */
export function toStored(item: ItemToWrite): string {
  checkKey(item);
  const text = JSON.stringify(item.value);
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.valueBytes) {
    throw new AppError(
      'invalid_request',
      `That is too much to remember: ${bytes} bytes of at most ${limits.valueBytes}.`,
    );
  }
  return text;
}

/** What a text that was stored says; `null` where it is damaged, so that it is found to be no value of any kind. */
export function fromStored(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function checkKey({ partition, sort }: ItemKey): void {
  const fits = (text: string, most: number) => text !== '' && Buffer.byteLength(text) <= most;
  if (fits(partition, limits.partitionBytes) && fits(sort, limits.sortBytes)) return;
  throw new AppError('invalid_request', 'That has an empty or too long name and cannot be remembered.');
}
