import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EntityPlace } from '../../slack/people/work-object.ts';
import { refusal, startTestApp, type TestApp } from './test-app.ts';
import { entity, eventsOf, triggerOf, unfurled, url } from './unfurled-entity.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const events = (type: string) => eventsOf(app, type);
const trigger = (place: EntityPlace) => triggerOf(app, place);

describe('an unfurled Work Object', () => {
  test('a Work Object is attached to the message, and its buttons work', async () => {
    const { workspace } = app.slack;
    const { channel, message_ts, user } = await unfurled(app);
    expect(workspace.messages(channel)[0]?.attachments).toMatchObject([
      { id: 1, entity: { external_ref: { id: 'arn:1' } } },
    ]);
    await workspace.click({ user, channel, ts: message_ts, action_id: 'resolve' });
    const [click] = app.of('block_actions');
    expect(click).toMatchObject({
      container: {
        type: 'message_attachment',
        is_app_unfurl: true,
        attachment_id: 1,
        app_unfurl_url: url,
        entity_url: url,
        external_ref: { id: 'arn:1' },
        message_ts,
      },
      app_unfurl: { id: 1, app_unfurl_url: url, is_app_unfurl: true },
      actions: [{ type: 'button', action_id: 'resolve', value: 'arn:1' }],
    });
    expect(click?.message).toBeUndefined();
  });

  test('a Work Object is refreshed after a click', async () => {
    const { workspace } = app.slack;
    const { channel, message_ts, user } = await unfurled(app);
    await workspace.click({ user, channel, ts: message_ts, action_id: 'resolve' });
    const refreshed = await workspace.until(
      () => events('link_shared').find((event) => event.is_unfurl_refresh === true),
      2000,
    );
    expect(refreshed).toMatchObject({ message_ts, links: [{ url }] });
  });
});

describe('the flexpane', () => {
  test('the flexpane requests the object by its identifiers, and shows what the app presents', async () => {
    const { workspace } = app.slack;
    const place = await unfurled(app);
    const trigger_id = await trigger(place);
    expect(events('entity_details_requested')[0]).toMatchObject({
      user: place.user,
      external_ref: { id: 'arn:1' },
      entity_url: url,
      app_unfurl_url: url,
      link: { url, domain: 'console.aws.amazon.com' },
      channel: place.channel,
      message_ts: place.message_ts,
      user_locale: 'en-US',
    });
    await app.client.apiCall('entity.presentDetails', { trigger_id, metadata: entity() });
    expect(workspace.flexpane(place.user)).toMatchObject({ external_ref: { id: 'arn:1' } });
    await workspace.click({ user: place.user, flexpane: true, action_id: 'resolve' });
    expect(app.of('block_actions')[0]).toMatchObject({
      container: { type: 'entity_detail', entity_url: url, external_ref: { id: 'arn:1' } },
    });
  });

  test('a newer object in the flexpane refreshes the unfurl', async () => {
    const { workspace } = app.slack;
    const place = await unfurled(app);
    await app.client.apiCall('entity.presentDetails', {
      trigger_id: await trigger(place),
      metadata: entity({ modified: 200 }),
    });
    await workspace.until(() => events('link_shared').some((event) => event.is_unfurl_refresh === true), 2000);
  });

  test('the flexpane shows errors and authentication requests', async () => {
    const { workspace } = app.slack;
    const shown: unknown[] = [];
    workspace.onEvent((event) => event.type === 'flexpane' && shown.push(event.error));
    const place = await unfurled(app);
    const present = async (args: object) => {
      const trigger_id = await trigger(place);
      return refusal(app.client.apiCall('entity.presentDetails', { trigger_id, ...args }));
    };
    expect(await present({ error: { status: 'not_found' } })).toBe('ok');
    expect(await present({ error: { status: 'odd' } })).toBe('invalid_arguments');
    expect(await present({ user_auth_required: true })).toBe('user_auth_url_missing');
    expect(await present({ user_auth_required: true, user_auth_url: 'https://x.test' })).toBe('ok');
    expect(shown).toEqual([{ status: 'not_found' }, { status: 'user_auth_required', user_auth_url: 'https://x.test' }]);
  });

  test.each([
    ['another object', { metadata: entity({ id: 'arn:2' }) }, 'entity_metadata_does_not_match_trigger'],
    ['no object', {}, 'invalid_metadata'],
    [
      'an object over the limits',
      { metadata: entity({ fields: { odd: { value: 'x', tag_color: 'pink' } } }) },
      'invalid_metadata',
    ],
    [
      'a field that incidents do not have',
      { metadata: entity({ fields: { priority: { value: 'High' } } }) },
      'invalid_metadata',
    ],
    [
      'a date that is not a Unix time',
      { metadata: entity({ fields: { date_created: { value: '2026-11-27' } } }) },
      'invalid_metadata',
    ],
    [
      'a person without their type',
      { metadata: entity({ fields: { created_by: { user: { text: 'Ada' } } } }) },
      'invalid_metadata',
    ],
    [
      'a person twice',
      {
        metadata: entity({
          fields: { assigned_to: { type: 'slack#/types/user', user: { text: 'Ada', user_id: 'U1' } } },
        }),
      },
      'invalid_metadata',
    ],
    [
      'a link without a scheme',
      { metadata: entity({ fields: { service: { value: 'x', link: 'x.test' } } }) },
      'invalid_metadata',
    ],
    ['an object without its URL', { metadata: { ...entity(), url: undefined } }, 'invalid_arguments'],
    ['an unknown trigger', { trigger_id: '1.2.x', metadata: entity() }, 'invalid_trigger_id'],
  ])('entity.presentDetails refuses %s', async (_case, args, error) => {
    const trigger_id = await trigger(await unfurled(app));
    expect(await refusal(app.client.apiCall('entity.presentDetails', { trigger_id, ...args }))).toBe(error);
  });

  test('a trigger is checked first, and is good for one answer', async () => {
    const trigger_id = await trigger(await unfurled(app));
    const present = (args: object) => refusal(app.client.apiCall('entity.presentDetails', { ...args }));
    expect(await present({ trigger_id: 'odd' })).toBe('invalid_trigger_id');
    expect(await present({})).toBe('invalid_trigger_id');
    // A refused answer may be corrected.
    expect(await present({ trigger_id, metadata: {} })).toBe('invalid_arguments');
    expect(await present({ trigger_id, metadata: entity() })).toBe('ok');
    expect(await present({ trigger_id, metadata: entity() })).toBe('invalid_trigger_id');
  });

  test('what is missing, and what is not documented, is named in the messages', async () => {
    const trigger_id = await trigger(await unfurled(app));
    const messages = async (metadata: object) => {
      const refused = await app.client.apiCall('entity.presentDetails', { trigger_id, metadata }).catch((e) => e);
      return refused.data.response_metadata.messages;
    };
    const { external_ref: _ref, url: _url, ...rest } = entity();
    expect(await messages(rest)).toEqual([
      '[ERROR] missing required field: external_ref [json-pointer:/metadata]',
      '[ERROR] missing required field: url [json-pointer:/metadata]',
    ]);
    expect(await messages(entity({ fields: { priority: { value: 'High' } } }))).toEqual([
      '[ERROR] invalid additional property: priority [json-pointer:/metadata/entity_payload/fields]',
    ]);
  });

  test('the flexpane edits fields that allow it', async () => {
    const { workspace } = app.slack;
    const place = await unfurled(app);
    await app.client.apiCall('entity.presentDetails', { trigger_id: await trigger(place), metadata: entity() });
    expect(await workspace.editEntity(place, { status: 'resolved', title: 'Fixed' })).toEqual({ ok: true });
    const [submission] = app.of('view_submission');
    expect(submission?.view).toMatchObject({
      type: 'entity_detail',
      entity_url: url,
      external_ref: { id: 'arn:1' },
      message_ts: place.message_ts,
      state: {
        values: {
          status: { 'status.input': { type: 'static_select', selected_option: { value: 'resolved' } } },
          title: { 'title.input': { type: 'plain_text_input', value: 'Fixed' } },
        },
      },
    });
    await app.client.apiCall('entity.presentDetails', { trigger_id: submission?.trigger_id, metadata: entity() });
    await expect(workspace.editEntity(place, { service: 'x' })).rejects.toThrow('field_not_editable: service');
    app.replyWith(() => ({ body: { response_action: 'errors', errors: { title: 'No.' } } }));
    expect(await workspace.editEntity(place, { title: 'x' })).toEqual({ ok: false, errors: { title: 'No.' } });
  });
});

describe('a posted Work Object', () => {
  test('chat.postMessage posts a Work Object, together with other metadata', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const metadata = { event_type: 'card', event_payload: { arn: '1' }, entities: [entity()] };
    const { ts = '' } = (await app.client.apiCall('chat.postMessage', {
      channel: ids.incidents,
      text: 'x',
      metadata,
    })) as { ts?: string };
    expect(workspace.messages(ids.incidents)[0]).toMatchObject({
      entities: [{ url }],
      metadata: { event_type: 'card' },
    });
    workspace.openEntity({ user: ids.ada, channel: ids.incidents, message_ts: ts, url });
    await workspace.idle();
    expect(events('entity_details_requested')[0]?.app_unfurl_url).toBeUndefined();
    const bad = { entities: [{ ...entity(), entity_type: 'incident' }] };
    expect(
      await refusal(app.client.apiCall('chat.postMessage', { channel: ids.incidents, text: 'x', metadata: bad })),
    ).toBe('invalid_metadata_format');
  });
});
