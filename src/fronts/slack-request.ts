import { channelOfEvent, type Fields, fields, senderOf, text } from '../gate/fields.ts';

/** Who sent it, and where; `''` where Slack does not say. */
interface Sender {
  user: string;
  channel: string;
  /** Tells the request from all others, and opens a view within 3 s. Events have none. */
  trigger: string;
}

/** The view that a click or a form is in; empty where there is none. */
interface View {
  id: string;
  hash: string;
  type: string;
  callbackId: string;
}

/** A request from Slack by its kind, with the parts that a front reads. Missing strings are `''`. */
export type SlackRequest =
  | ({ kind: 'command'; text: string } & Sender)
  /** `event` is what Slack sent, for the parsers of its type. */
  | ({ kind: 'event'; id: string; type: string; text: string; messageTs: string; event: Fields } & Sender)
  /** A click on a button, or a choice in a menu, which has an `option`. */
  | ({ kind: 'click'; actionId: string; value: string; option: string; view: View } & Sender)
  | ({ kind: 'form'; view: View } & Sender)
  /** A global shortcut or one of a message. */
  | ({ kind: 'shortcut' } & Sender)
  /** Slack checks the address when the app is set up. */
  | { kind: 'url_verification'; challenge: string }
  /** Slack checks the TLS certificate. */
  | { kind: 'ssl_check' }
  | ({ kind: 'other' } & Sender);

/**
 * Reads what kind of request Slack sent. Never throws.
 * @example
 * readSlackRequest({ command: '/incident', text: 'list', user_id: 'U1' }); // { kind: 'command', text: 'list', … }
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#payloads
 */
export function readSlackRequest(body: Fields): SlackRequest {
  const type = text(body.type);
  if (type === 'url_verification') return { kind: 'url_verification', challenge: text(body.challenge) };
  if ('ssl_check' in body) return { kind: 'ssl_check' };
  const event = fields(body.event);
  const { user, channel } = senderOf(body);
  const sender: Sender = {
    user: user || text(event.user),
    channel: channel || channelOfEvent(event),
    trigger: text(body.trigger_id),
  };
  if (body.command !== undefined) return { kind: 'command', text: text(body.text), ...sender };
  if (type === 'event_callback' || body.event !== undefined)
    return { kind: 'event', ...eventOf(body, event), ...sender };
  if (type === 'block_actions') return { kind: 'click', ...clickOf(body), view: viewOf(body), ...sender };
  if (type === 'view_submission') return { kind: 'form', view: viewOf(body), ...sender };
  if (type === 'shortcut' || type === 'message_action') return { kind: 'shortcut', ...sender };
  return { kind: 'other', ...sender };
}

const eventOf = (body: Fields, event: Fields) => ({
  id: text(body.event_id),
  type: text(event.type),
  text: text(event.text),
  messageTs: text(event.message_ts),
  event,
});

function clickOf({ actions }: Fields) {
  const action = fields(Array.isArray(actions) ? actions[0] : undefined);
  const option = text(fields(action.selected_option).value);
  return { actionId: text(action.action_id), value: text(action.value), option };
}

function viewOf(body: Fields): View {
  const { id, hash, type, callback_id } = fields(body.view);
  return { id: text(id), hash: text(hash), type: text(type), callbackId: text(callback_id) };
}
