import type { JsonObject } from '../../slack/json-value.ts';
import type { EntityPlace } from '../../slack/people/work-object.ts';
import type { TestApp } from './test-app.ts';

export const url = 'https://console.aws.amazon.com/systems-manager/incidents/i-1';

/** A Work Object as the app sends it. */
export const entity = (more: { modified?: number; fields?: object; id?: string } = {}) => ({
  entity_type: 'slack#/entities/incident',
  url,
  external_ref: { id: more.id ?? 'arn:1' },
  entity_payload: {
    attributes: { title: { text: 'Outage', edit: { enabled: true } }, metadata_last_modified: more.modified ?? 100 },
    fields: {
      status: {
        value: 'open',
        tag_color: 'red',
        edit: {
          enabled: true,
          select: { static_options: [{ value: 'resolved', text: { type: 'plain_text', text: 'Resolved' } }] },
        },
      },
      service: { value: 'checkout' },
      ...more.fields,
    },
    actions: { primary_actions: [{ text: 'Resolve', action_id: 'resolve', value: 'arn:1', style: 'danger' }] },
  },
});

/** What the app received of a type of event. */
export const eventsOf = (app: TestApp, type: string) => app.of(type).map(({ event }) => event as JsonObject);

/** A message with a link that the app unfurled as a Work Object. */
export async function unfurled(app: TestApp): Promise<EntityPlace> {
  const { workspace } = app.slack;
  const place = { user: workspace.ids.ada, channel: workspace.ids.incidents };
  const { ts } = workspace.say({ ...place, text: url });
  await workspace.idle();
  const metadata = { entities: [{ ...entity(), app_unfurl_url: url }] };
  await app.client.apiCall('chat.unfurl', { channel: place.channel, ts, metadata });
  return { ...place, message_ts: ts, url };
}

/** A person opens the Work Object's details. @returns the trigger of the event */
export async function triggerOf(app: TestApp, place: EntityPlace): Promise<string> {
  app.slack.workspace.openEntity(place);
  await app.slack.workspace.idle();
  return String(eventsOf(app, 'entity_details_requested').at(-1)?.trigger_id);
}
