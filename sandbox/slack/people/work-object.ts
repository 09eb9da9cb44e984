import { isObject, type JsonObject, listOf, objectOf } from '../json-value.ts';
import { ids } from '../seed.ts';
import { optionOf } from '../view-values.ts';
import { channelOf, type PeopleContext, PersonError, personById } from './context.ts';
import type { SubmitResult } from './modal.ts';
import { interactionBase } from './payload.ts';

/** A Work Object in a message: its URL is the posted one, or the object's own. */
export interface EntityPlace {
  user: string;
  channel: string;
  message_ts: string;
  url: string;
}

export function findEntity({ state }: PeopleContext, { user, channel, message_ts, url }: EntityPlace) {
  const message = channelOf(state, channel, user).messages.get(message_ts);
  const attachment = message?.attachments.find(
    (one) => one.entity && (one.app_unfurl_url === url || one.entity.url === url),
  );
  const entity = attachment?.entity ?? message?.entities?.find((one) => one.url === url);
  if (message === undefined || entity === undefined) throw new PersonError('no_such_entity');
  return { message, entity, app_unfurl_url: attachment?.app_unfurl_url };
}

/**
 * A person opens a Work Object's flexpane; the app responds with `entity.presentDetails`.
 * @throws PersonError when it does not exist
 */
export function openEntity(context: PeopleContext, place: EntityPlace): void {
  const { state, delivery, triggers } = context;
  personById(state, place.user);
  const { message, entity, app_unfurl_url } = findEntity(context, place);
  const { user, channel } = place;
  const url = String(entity.url);
  const external_ref = objectOf(entity.external_ref);
  const subject = { url, id: String(external_ref.id), channel, ts: message.ts };
  const event = {
    type: 'entity_details_requested',
    user,
    external_ref,
    entity_url: url,
    link: { url: app_unfurl_url ?? url, domain: URL.canParse(url) ? new URL(url).hostname : '' },
    app_unfurl_url,
    trigger_id: triggers.issue({ user, entity: subject }),
    user_locale: 'en-US',
    channel,
    message_ts: message.ts,
    thread_ts: message.thread_ts,
    event_ts: state.nextTs(),
  };
  delivery.event({ subscription: 'entity_details_requested', channel, event });
}

/** The field of a Work Object, standard or custom. */
function fieldOf(entity: JsonObject, key: string): JsonObject {
  const payload = objectOf(entity.entity_payload);
  if (key === 'title') return objectOf(objectOf(payload.attributes).title);
  const custom = listOf(payload.custom_fields)
    .filter(isObject)
    .find((one) => one.key === key);
  return objectOf(objectOf(payload.fields)[key] ?? custom);
}

function editedState(entity: JsonObject, key: string, value: unknown): JsonObject {
  const edit = objectOf(fieldOf(entity, key).edit);
  if (edit.enabled !== true) throw new PersonError(`field_not_editable: ${key}`);
  if (!isObject(edit.select)) return { type: 'plain_text_input', value };
  const options = { options: edit.select.static_options };
  return { type: 'static_select', selected_option: optionOf(options, value) ?? null };
}

/**
 * A person saves an edit in an open flexpane.
 * @param values the new value of each edited field
 * @throws PersonError when a field is not editable
 * @see https://docs.slack.dev/messaging/work-objects-implementation#editing-view-submission
 */
export async function editEntity(
  context: PeopleContext,
  place: EntityPlace,
  values: JsonObject,
): Promise<SubmitResult> {
  const { state, delivery, triggers } = context;
  const { message, entity: unfurled, app_unfurl_url } = findEntity(context, place);
  const shown = state.flexpanes.get(place.user);
  const entity = shown !== undefined && shown.url === unfurled.url ? shown : unfurled;
  const url = String(entity.url);
  const external_ref = objectOf(entity.external_ref);
  const inputs = Object.entries(values).map(([key, value]) => [
    key,
    { [`${key}.input`]: editedState(entity, key, value) },
  ]);
  const subject = { url, id: String(external_ref.id), channel: place.channel, ts: message.ts };
  const payload = {
    type: 'view_submission',
    ...interactionBase(state, place.user),
    trigger_id: triggers.issue({ user: place.user, entity: subject }),
    view: {
      id: state.newId('V'),
      team_id: ids.team,
      type: 'entity_detail',
      blocks: [],
      private_metadata: '',
      callback_id: '',
      state: { values: Object.fromEntries(inputs) },
      hash: `${Math.floor(state.now() / 1000)}.${state.newSecret(8)}`,
      external_ref,
      entity_url: url,
      message_ts: message.ts,
      thread_ts: message.thread_ts,
      channel: place.channel,
      app_unfurl_url,
      app_id: ids.app,
      external_id: '',
      app_installed_team_id: ids.team,
      bot_id: ids.bot,
    },
    response_urls: [],
  };
  const answer = await delivery.request('interactive', payload);
  if (!answer.ok) return { ok: false, error: answer.reason ?? 'http_error' };
  const { response_action, errors } = objectOf(answer.body);
  if (response_action !== 'errors') return { ok: true };
  return { ok: false, errors: Object.fromEntries(Object.entries(objectOf(errors)).map(([k, v]) => [k, String(v)])) };
}
