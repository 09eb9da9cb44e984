import { type ButtonName, isButton } from '../../actions/actions.ts';
import { partitions } from '../../aws-names.ts';
import { parseIncidentArn } from '../../incidents/naming/arn.ts';

/** The value of a button: the incident it was drawn for. */
export interface ButtonValue {
  arn: string;
  /** `modifiedAtMs` of the record on the card, to detect a stale card. */
  seenMs: number;
}

const latestMs = 8.64e15 / 4;
const encoded = /^1\.([0-9a-z]{1,10})\.([0-2])\.(\d{12})\/([A-Za-z0-9_-]{1,200})\/([A-Za-z0-9-]{1,50})$/;

/**
 * Encodes a button's value: version, time, partition, account, plan and id. Short, because an option of an overflow menu
 * has at most 150 characters. For an ARN that is not an incident's, the value does not decode.
 */
export function encodeButtonValue(value: ButtonValue): string {
  const arn = parseIncidentArn(value.arn);
  if (arn === undefined) return '1';
  const seen = Number.isFinite(value.seenMs) ? Math.min(latestMs, Math.max(0, Math.floor(value.seenMs))) : 0;
  return `1.${seen.toString(36)}.${partitions.indexOf(arn.partition)}.${arn.account}/${arn.plan}/${arn.id}`;
}

/** Decodes a button's value; `undefined` for anything that the app did not encode. */
export function decodeButtonValue(text: unknown): ButtonValue | undefined {
  const match = typeof text === 'string' ? encoded.exec(text) : null;
  if (match === null) return undefined;
  const [, seen = '', partition = '', account = '', plan = '', id = ''] = match;
  const arn = `arn:${partitions[Number(partition)]}:ssm-incidents::${account}:incident-record/${plan}/${id}`;
  // The pattern accepts more than valid ids: a value must encode to the same text again.
  return parseIncidentArn(arn)?.arn === arn ? { arn, seenMs: Number.parseInt(seen, 36) } : undefined;
}

/** Encodes the value of an overflow option: the action, followed by the result of `encodeButtonValue`. */
export function encodeOptionValue(action: ButtonName, buttonValue: string): string {
  return `${action}:${buttonValue}`;
}

/** Decodes the value of a chosen option; `undefined` for anything that the app did not encode. */
export function decodeOptionValue(text: unknown): { action: ButtonName; value: ButtonValue } | undefined {
  if (typeof text !== 'string') return undefined;
  const colon = text.indexOf(':');
  const action = text.slice(0, Math.max(0, colon));
  const value = decodeButtonValue(text.slice(colon + 1));
  return value !== undefined && isButton(action) ? { action, value } : undefined;
}
