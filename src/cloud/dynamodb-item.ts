import { createHash } from 'node:crypto';
import { parseValue, serializeValue } from '../store/serialize.ts';
import type { Item, ItemKey, ItemToWrite } from '../store/store.ts';

/** An item's attributes in the table, apart from its key and its version. */
export interface StoredAttributes {
  value: string;
  listedUnder?: string;
  dueAtMs?: number;
  dueLane?: string;
  dueShard?: string;
  /** For DynamoDB's TTL, in whole seconds, never before the item expires. */
  expiresAt?: number;
  /** The exact time, for conditions and reads. */
  expiresAtMs?: number;
  /** A random id of each write. After a lost response it tells the own write from another one. */
  writeId: string;
}

export const storedAttributes = [
  'value',
  'listedUnder',
  'dueAtMs',
  'dueLane',
  'dueShard',
  'expiresAt',
  'expiresAtMs',
  'writeId',
] as const satisfies readonly (keyof StoredAttributes)[];

export const toKey = ({ partition, sort }: ItemKey) => ({ pk: partition, sk: sort });

/** The attributes of an item. @throws AppError `invalid_request` when it exceeds a limit */
export function toAttributes(item: ItemToWrite, shards: number, writeId: string): StoredAttributes {
  return {
    value: serializeValue(item),
    writeId,
    ...(item.listedUnder !== undefined && { listedUnder: item.listedUnder }),
    ...(item.dueLane !== undefined && { dueLane: item.dueLane }),
    ...(item.dueAtMs !== undefined && { dueAtMs: item.dueAtMs, dueShard: shardOf(item, shards) }),
    ...(item.expiresAtMs !== undefined && {
      expiresAt: Math.ceil(item.expiresAtMs / 1000),
      expiresAtMs: item.expiresAtMs,
    }),
  };
}

/** The name of a lane's shard in the due index. */
export const shardName = (lane: string, number: number) => `due-${lane && `${lane}-`}${number}`;

function shardOf({ partition, sort, dueLane = '' }: ItemToWrite, shards: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([partition, sort]))
    .digest();
  return shardName(dueLane, hash.readUInt32BE() % shards);
}

/** Parses an item's attributes. @returns `undefined` when the item is absent or has expired */
export function toItem(attributes: Record<string, unknown> | undefined, nowMs: number): Item | undefined {
  if (attributes === undefined) return undefined;
  const { pk, sk, value, version, listedUnder, dueAtMs, dueLane, expiresAtMs } = attributes;
  if (expiresAtMs !== undefined && Number(expiresAtMs) <= nowMs) return undefined;
  return {
    partition: String(pk),
    sort: String(sk),
    value: parseValue(String(value)),
    version: Number(version),
    ...(listedUnder !== undefined && { listedUnder: String(listedUnder) }),
    ...(dueAtMs !== undefined && { dueAtMs: Number(dueAtMs) }),
    ...(dueLane !== undefined && { dueLane: String(dueLane) }),
    ...(expiresAtMs !== undefined && { expiresAtMs: Number(expiresAtMs) }),
  };
}
