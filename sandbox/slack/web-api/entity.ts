import { isObject, type JsonObject, objectOf } from '../json-value.ts';
import { checkEntity, checkEntityError } from '../limits/entity.ts';
import { type Methods, refuse, required, SlackApiError } from './method.ts';
import { isTrue } from './request-arguments.ts';

/** When an entity last changed, in Unix seconds. Slack uses it to decide whether an unfurl is stale. */
function entityModified(entity: JsonObject | undefined): number {
  const payload = objectOf(entity?.entity_payload);
  const stated = objectOf(payload.attributes).metadata_last_modified;
  return Number(stated ?? objectOf(objectOf(payload.fields).date_updated).value ?? 0);
}

/** @see https://docs.slack.dev/reference/methods/entity.presentDetails */
export const entity: Methods = {
  'entity.presentDetails': {
    tier: 3,
    run(context, args) {
      const { state } = context;
      const triggerId = required(args, 'trigger_id', 'invalid_trigger_id');
      const trigger = context.triggers.entity(triggerId);
      if (trigger?.entity === undefined || trigger.comment !== undefined) throw new SlackApiError('invalid_trigger_id');
      const { user, entity: subject } = trigger;
      if (isTrue(args.user_auth_required)) {
        const url = required(args, 'user_auth_url', 'user_auth_url_missing');
        context.triggers.spend(triggerId);
        state.changes.emit({ kind: 'flexpane', user, error: { status: 'user_auth_required', user_auth_url: url } });
        return {};
      }
      if (args.error !== undefined) {
        refuse(checkEntityError(args.error), 'invalid_arguments');
        context.triggers.spend(triggerId);
        state.changes.emit({ kind: 'flexpane', user, error: objectOf(args.error) });
        return {};
      }
      if (!isObject(args.metadata)) throw new SlackApiError('invalid_metadata');
      const complaints = checkEntity(args.metadata, false, '/metadata');
      // The object's own fields are validated before their content.
      const missing = complaints.filter(({ code, pointer }) => code === 'missing_field' && pointer === '/metadata');
      refuse(missing, 'invalid_arguments');
      refuse(complaints, 'invalid_metadata');
      if (subject.id !== undefined && objectOf(args.metadata.external_ref).id !== subject.id)
        throw new SlackApiError('entity_metadata_does_not_match_trigger');
      context.triggers.spend(triggerId);
      state.flexpanes.set(user, args.metadata);
      state.flexpanePlaces.set(user, { channel: subject.channel, ts: subject.ts });
      state.changes.emit({ kind: 'flexpane', user, entity: args.metadata });
      const { channel, ts } = subject;
      const message = state.channels.get(channel ?? '')?.messages.get(ts ?? '');
      const stored = message?.attachments.find((one) => objectOf(one.entity).url === subject.url);
      if (message && stored?.app_unfurl_url && entityModified(args.metadata) > entityModified(stored.entity))
        context.refreshUnfurl(message, stored.app_unfurl_url);
      return {};
    },
  },
};
