import { fields } from '../../gate/fields.ts';
import { parseWritten, type WrittenMessage } from '../requester/written-message.ts';

/** A message that is addressed to the app. Its text is without the mention of the app. */
export interface AddressedMessage extends WrittenMessage {
  direct: boolean;
}

/** @returns `undefined` where the app is only spoken of: the mention does not come first */
export function parseMention(event: unknown, botUser: string): AddressedMessage | undefined {
  const message = parseAddressed(event);
  const [, mentioned, text = ''] = /^\s*<@(\w+)(?:\|[^>]*)?>[\s:,]*(.*)$/su.exec(message?.text ?? '') ?? [];
  return message !== undefined && botUser !== '' && mentioned === botUser ? { ...message, text } : undefined;
}

/** @returns `undefined` for any message but what a person writes to the app alone */
export function parseDirectMessage(event: unknown): AddressedMessage | undefined {
  const message = parseAddressed(event);
  return message?.direct === true && message.text.trim() !== '' ? message : undefined;
}

/** @returns `undefined` for an edit, or any other special kind of message */
function parseAddressed(given: unknown): AddressedMessage | undefined {
  const event = fields(given);
  const message = event.subtype === undefined ? parseWritten(event) : undefined;
  return message && { ...message, direct: event.channel_type === 'im' };
}
