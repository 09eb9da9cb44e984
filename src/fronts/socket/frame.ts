import { isJsonObject, parseJson } from '../../notifications/understand/json-fields.ts';
import { shapeOf } from '../../notifications/understand/message-shape.ts';
import type { SlackBody } from '../slack-body.ts';
import type { Retry } from '../slack-job.ts';

/** A request from Slack, acknowledged by its id. */
export interface Envelope {
  id: string;
  payload: SlackBody;
  retry: Retry;
}

/** One message on a Socket Mode connection. */
export type SocketFrame =
  | { kind: 'hello' }
  /** Slack is about to close this connection, or Socket Mode was turned off. */
  | { kind: 'disconnect'; reason: string }
  | { kind: 'envelope'; envelope: Envelope }
  /** Anything else. `shape` has the names of its fields, never their values. */
  | { kind: 'unknown'; shape: string };

/**
 * Parses a WebSocket message. Never throws.
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 * @example
 * parseSocketFrame('{"type":"hello"}'); // { kind: 'hello' }
 */
export function parseSocketFrame(data: string | ArrayBuffer): SocketFrame {
  if (typeof data !== 'string') return { kind: 'unknown', shape: `${data.byteLength} bytes` };
  const frame = parseJson(data);
  if (!isJsonObject(frame)) return { kind: 'unknown', shape: shapeOf(data, frame) };
  const { type, reason, envelope_id: id, payload, retry_attempt: num, retry_reason: why } = frame;
  if (type === 'hello') return { kind: 'hello' };
  if (type === 'disconnect') return { kind: 'disconnect', reason: typeof reason === 'string' ? reason : 'unknown' };
  if (typeof id !== 'string' || id === '' || !isJsonObject(payload)) {
    return { kind: 'unknown', shape: shapeOf(data, frame) };
  }
  const retry = {
    ...(typeof num === 'number' && num > 0 && { num }),
    ...(typeof why === 'string' && why !== '' && { reason: why }),
  };
  return { kind: 'envelope', envelope: { id, payload, retry } };
}
