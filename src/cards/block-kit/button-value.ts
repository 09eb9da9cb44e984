import { type ButtonName, isButton } from '../../actions.ts';
import { partitions } from '../../aws-names.ts';
import { parseIncidentArn } from '../../incidents/arn.ts';

/** What a button says about the incident it was drawn for. */
export interface ButtonValue {
  arn: string;
  /** `modifiedAtMs` of the record the person saw: tells whether the card was stale. */
  seenMs: number;
}

const latestMs = 8.64e15 / 4;
const encoded = /^1\.([0-9a-z]{1,10})\.([0-2])\.(\d{12})\/([A-Za-z0-9_-]{1,200})\/([A-Za-z0-9-]{1,50})$/;

/**
 * Writes a button's value: version, time, partition, account, plan and id. Short, because an option of an overflow menu
 * holds 150 characters only. An ARN that is no incident's gives a value that nobody can decode.
 */
export function encodeButtonValue(value: ButtonValue): string {
  const arn = parseIncidentArn(value.arn);
  if (arn === undefined) return '1';
  const seen = Number.isFinite(value.seenMs) ? Math.min(latestMs, Math.max(0, Math.floor(value.seenMs))) : 0;
  return `1.${seen.toString(36)}.${partitions.indexOf(arn.partition)}.${arn.account}/${arn.plan}/${arn.id}`;
}

/** Reads a button's value; `undefined` for anything this app did not write. */
export function decodeButtonValue(text: unknown): ButtonValue | undefined {
  const match = typeof text === 'string' ? encoded.exec(text) : null;
  if (match === null) return undefined;
  const [, seen = '', partition = '', account = '', plan = '', id = ''] = match;
  const arn = `arn:${partitions[Number(partition)]}:ssm-incidents::${account}:incident-record/${plan}/${id}`;
  // The pattern takes more than an id may be: what the app writes reads back the same.
  return parseIncidentArn(arn)?.arn === arn ? { arn, seenMs: Number.parseInt(seen, 36) } : undefined;
}

/** Writes the value of an overflow menu's option: the action, then what `encodeButtonValue` gave. */
export function encodeOptionValue(action: ButtonName, buttonValue: string): string {
  return `${action}:${buttonValue}`;
}

/** Reads the value of a chosen option; `undefined` for anything this app did not write. */
export function decodeOptionValue(text: unknown): { action: ButtonName; value: ButtonValue } | undefined {
  if (typeof text !== 'string') return undefined;
  const colon = text.indexOf(':');
  const action = text.slice(0, Math.max(0, colon));
  const value = decodeButtonValue(text.slice(colon + 1));
  return value !== undefined && isButton(action) ? { action, value } : undefined;
}
