import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../slack/json-value.ts';
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

describe('comments', () => {
  const comment = (more: object = {}) => ({
    id: 'n-1',
    sender: { text: 'Ada' },
    timestamp: 100,
    comment: { value: 'Rolled back' },
    ...more,
  });
  /** Opens the comments of an object with these, and returns the trigger of the event. */
  async function opened(): Promise<{ place: EntityPlace; trigger_id: string }> {
    const { workspace } = app.slack;
    const place = await unfurled(app);
    const metadata = { ...entity(), entity_comments: { count: 0 } };
    await app.client.apiCall('entity.presentDetails', { trigger_id: await trigger(place), metadata });
    workspace.openComments(place);
    await workspace.idle();
    return { place, trigger_id: String(events('entity_comments_requested').at(-1)?.trigger_id) };
  }
  const call = (method: string, args: object) => refusal(app.client.apiCall(`entity.${method}`, { ...args }));

  test('comments are offered for an object that says that it has some', async () => {
    const place = await unfurled(app);
    expect(() => app.slack.workspace.openComments(place)).toThrow('no_comments');
  });

  test('the event names the object, a limit and no cursor, and is answered once', async () => {
    const { place, trigger_id } = await opened();
    expect(events('entity_comments_requested')[0]).toMatchObject({
      user: place.user,
      external_ref: { id: 'arn:1' },
      entity_url: url,
      link: { url },
      limit: 100,
      cursor: '',
    });
    const answer = { trigger_id, comments: [comment()], can_post_comment: true };
    expect(await call('presentComments', answer)).toBe('ok');
    expect(app.slack.workspace.comments(place.user)?.comments).toHaveLength(1);
    expect(await call('presentComments', answer)).toBe('invalid_trigger_id');
  });

  test.each([
    ['an unknown trigger, checked first', { trigger_id: '1.2.x' }, 'invalid_trigger_id'],
    ['no list', {}, 'invalid_arguments'],
    ['more than 100', { comments: Array(101).fill(comment()) }, 'invalid_arguments'],
    ['no sender', { comments: [comment({ sender: {} })] }, 'invalid_sender_schema'],
    ['a sender twice', { comments: [comment({ sender: { text: 'A', user_id: 'U1' } })] }, 'invalid_sender_schema'],
    ['a time that is no Unix time', { comments: [comment({ timestamp: '2026-11-27' })] }, 'invalid_arguments'],
    ['an undocumented field', { comments: [comment({ author: 'Ada' })] }, 'invalid_arguments'],
    ['no text', { comments: [comment({ comment: undefined })] }, 'invalid_arguments'],
    [
      'a block that is no rich text',
      { comments: [comment({ comment: undefined, blocks: [{ type: 'divider' }] })] },
      'invalid_arguments',
    ],
    [
      'one that can be deleted without the action',
      { comments: [comment({ can_delete: true })] },
      'missing_delete_action_id',
    ],
    ['an authentication without its URL', { user_auth_required: true }, 'user_auth_url_missing'],
  ])('entity.presentComments refuses %s', async (_case, args, error) => {
    const { trigger_id } = await opened();
    expect(await call('presentComments', { trigger_id, ...args })).toBe(error);
  });

  test('a new comment is acknowledged with its data, an edit keeps its place, a deletion needs none', async () => {
    const { place, trigger_id } = await opened();
    const { workspace } = app.slack;
    const shown = { can_edit: true, can_delete: true };
    const comments = [comment(shown), comment({ ...shown, id: 'n-0' })];
    expect(await call('acknowledgeCommentAction', { trigger_id, comment: comment() })).toBe('invalid_action');
    await call('presentComments', { trigger_id, comments, can_post_comment: true, delete_action_id: 'gone' });
    const acknowledge = (asked: JsonObject | undefined, args: object) =>
      call('acknowledgeCommentAction', { trigger_id: asked?.trigger_id, ...args });
    const seen = () => workspace.comments(place.user)?.comments.map(({ id, comment: text }) => [id, text]);

    await workspace.postComment(place, 'New');
    const [posted] = app.of('view_submission');
    expect(posted?.view).toMatchObject({ type: 'entity_comment', callback_id: 'work-object-post-comment' });
    expect(await acknowledge(posted, {})).toBe('missing_comment_data');
    expect(await acknowledge(posted, { comment: comment({ id: 'n-2', comment: { value: 'New' } }) })).toBe('ok');
    await workspace.postComment(place, 'Better', 'n-0');
    const edited = app.of('view_submission').at(-1);
    expect(edited?.view).toMatchObject({ callback_id: 'work-object-edit-comment', external_id: 'n-0' });
    expect(await acknowledge(edited, { comment: comment({ id: 'n-0', comment: { value: 'Better' } }) })).toBe('ok');
    await workspace.deleteComment(place, 'n-1');
    const deleted = app.of('block_actions').at(-1);
    expect(deleted).toMatchObject({
      container: { type: 'entity_comment' },
      actions: [{ action_id: 'gone', value: 'n-1' }],
    });
    expect(await acknowledge(deleted, {})).toBe('ok');
    expect(seen()).toEqual([
      ['n-2', { value: 'New' }],
      ['n-0', { value: 'Better' }],
    ]);
    expect(await acknowledge(deleted, { error: 'Too late' })).toBe('invalid_trigger_id');
  });
});

test('related conversations are the messages with the same external_ref that a person may see', async () => {
  const { workspace } = app.slack;
  const { ids } = workspace;
  const post = async (channel: string, id: string, type?: string) => {
    const posted = { ...entity(), external_ref: { id, ...(type && { type }) } };
    const answer = await app.client.apiCall('chat.postMessage', {
      channel,
      text: 'x',
      metadata: { entities: [posted] },
    });
    return 'ts' in answer ? String(answer.ts) : '';
  };
  const card = await post(ids.incidents, 'arn:1');
  await post(ids.incidents, 'arn:2');
  await post(ids.incidents, 'arn:1', 'incident');
  workspace.invite(ids.secret, ids.botUser);
  const secret = await post(ids.secret, 'arn:1');
  const { message_ts: link } = await unfurled(app);
  const seen = (user: string) => workspace.related(user, { id: 'arn:1' }).map(({ ts }) => ts);
  expect(seen(ids.ada)).toEqual([link, secret, card]);
  expect(seen(ids.linus)).toEqual([link, card]);
});
