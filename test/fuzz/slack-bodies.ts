import fc from 'fast-check';
import { encodeButtonValue, encodeOptionValue } from '../../src/cards/block-kit/button-value.ts';
import { anyIncidentArn } from '../cards/arbitrary-view.ts';
import { anyText, damaged, mangled } from './hostile.ts';

const user = fc.constantFrom('U0ADA00001', 'U1', '', 'USLACKBOT');
const channel = fc.constantFrom('C0INCIDNT1', 'D1', '');
const ts = fc.constantFrom('1700000000.000100', '', '1');
const arn = fc.oneof({ weight: 4, arbitrary: anyIncidentArn }, { weight: 1, arbitrary: mangled(anyIncidentArn) });
const seenMs = fc.integer({ min: 0, max: 2_000_000_000_000 });
const buttonValue = fc.record({ arn, seenMs }).map(encodeButtonValue);
const actionName = fc.constantFrom('refresh', 'resolve', 'timeline', 'edit', 'more', 'list-page', '__proto__');

const words = fc.array(fc.oneof(arn, anyText), { maxLength: 4 }).map((parts) => parts.join(' '));
const commandText = fc
  .tuple(fc.constantFrom('', 'list', 'watch', 'note', 'resolve', 'constructor'), words)
  .map((parts) => parts.join(' '));

const command = fc.record(
  {
    command: fc.constantFrom('/incident', '/other'),
    text: commandText,
    user_id: user,
    channel_id: channel,
    trigger_id: anyText,
    response_url: anyText,
    team_id: fc.constant('T1'),
  },
  { requiredKeys: ['command'] },
);

const message = fc.record(
  {
    type: fc.constant('message'),
    subtype: fc.constantFrom('', 'message_changed', 'file_share', 'bot_message'),
    channel,
    user,
    ts,
    thread_ts: ts,
    text: words,
    hidden: fc.boolean(),
    bot_id: anyText,
    message: fc.record({ text: words, user, ts }),
    previous_message: fc.record({ text: words }),
  },
  { requiredKeys: ['type', 'channel', 'user', 'ts', 'text'] },
);
const linkShared = fc.record({
  type: fc.constant('link_shared'),
  channel,
  user,
  message_ts: ts,
  unfurl_id: anyText,
  source: fc.constantFrom('composer', 'conversations_history'),
  links: fc.array(
    fc.record({
      domain: fc.constant('console.aws.amazon.com'),
      url: arn.map((named) => `https://console.aws.amazon.com/systems-manager/incidents/home#${named}`),
    }),
    { maxLength: 4 },
  ),
});
const otherEvent = fc.record({
  type: fc.constantFrom('app_home_opened', 'app_mention', 'entity_details_requested', 'channel_archive', 'x'),
  channel,
  user,
  trigger_id: anyText,
  external_ref: fc.record({ id: arn }),
  entity_url: anyText,
});
const event = fc.record({
  type: fc.constant('event_callback'),
  event_id: anyText,
  team_id: fc.constant('T1'),
  event: fc.oneof(message, linkShared, otherEvent),
});

const action = fc.record(
  {
    type: fc.constantFrom('button', 'overflow'),
    action_id: fc.oneof(
      actionName.map((name) => `incident:${name}`),
      anyText,
    ),
    value: fc.oneof(buttonValue, anyText),
    selected_option: fc.record({
      value: fc
        .tuple(fc.constantFrom('resolve', 'edit', 'open'), buttonValue)
        .map(([name, value]) => encodeOptionValue(name, value)),
    }),
  },
  { requiredKeys: ['type', 'action_id'] },
);
const view = fc.record({
  id: anyText,
  hash: anyText,
  type: fc.constantFrom('modal', 'home', 'entity_detail'),
  callback_id: fc.constantFrom('incident:note', 'incident:edit', 'x'),
  private_metadata: fc.oneof(
    arn,
    arn.map((named) => JSON.stringify({ arn: named, channel: 'C1' })),
    anyText,
  ),
  state: fc.record({ values: fc.dictionary(anyText, fc.dictionary(anyText, fc.record({ value: anyText }))) }),
});
const interaction = fc.record(
  {
    type: fc.constantFrom('block_actions', 'view_submission', 'shortcut', 'message_action', 'view_closed'),
    user: fc.record({ id: user, team_id: fc.constant('T1') }),
    channel: fc.record({ id: channel }),
    container: fc.record({ channel_id: channel, message_ts: ts }),
    trigger_id: anyText,
    response_url: anyText,
    actions: fc.array(action, { maxLength: 2 }),
    view,
  },
  { requiredKeys: ['type', 'user', 'trigger_id'] },
);

/** Any payload, whole or with parts lost, doubled or replaced. */
export const anyPayload: fc.Arbitrary<unknown> = fc.oneof(
  fc.oneof(command, event, interaction),
  damaged(fc.oneof(event, interaction)),
);

/** A request's body with its content type: JSON, a form, a form with JSON in it, or something else. */
export const anyRequest: fc.Arbitrary<{ type: string; body: Buffer }> = fc.oneof(
  command.map((fields) => form(fields)),
  damaged(event).map((payload) => ({ type: 'application/json', body: Buffer.from(JSON.stringify(payload) ?? '') })),
  damaged(interaction).map((payload) => form({ payload: JSON.stringify(payload) ?? '' })),
  mangled(event.map((payload) => JSON.stringify(payload))).map((text) => ({
    type: 'application/json; charset=utf-8',
    body: Buffer.from(text),
  })),
  fc.record({
    type: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain', ''),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      anyText.map((text) => Buffer.from(`payload=${text}`)),
    ),
  }),
);

function form(fields: Record<string, string>): { type: string; body: Buffer } {
  const text = new URLSearchParams(fields).toString();
  return { type: 'application/x-www-form-urlencoded', body: Buffer.from(text) };
}
