import { seedPlans } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp({ environment: { INCIDENT_EDITORS: ids.ada } });
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

const until = <T>(look: () => T) => app.slack.workspace.until(look, 4000);
const incident = () => app.aws.incidents.start(seedPlans.search, { title: 'Search is odd' });
const eventsOf = (arn: string) => app.aws.incidents.get(arn)?.events ?? [];
const notesOf = (arn: string) => eventsOf(arn).filter(({ eventType }) => eventType === 'Note');

interface EntityPayload {
  attributes: { metadata_last_modified: number };
}

/** A note, without its text. */
const noteAt = (at: Date) => ({ eventType: 'Note', eventTime: at, eventUpdatedTime: at, eventReferences: [] });

/** An incident's card, as the place of its Work Object. */
async function cardOf(arn: string, user: string = ids.ada, channel: string = ids.incidents) {
  const { workspace } = app.slack;
  await workspace.command({ user: ids.ada, channel, text: arn });
  const find = (): PageMessage | undefined =>
    workspace.messages(channel).find((each) => allText(each.metadata).includes(arn));
  const card = await until(find);
  const [entity] = (card.entities ?? []) as { url: string }[];
  return { user, channel, message_ts: card.ts, url: entity?.url ?? '' };
}
type Place = Awaited<ReturnType<typeof cardOf>>;

/** Opens the details, which offer comments, and the comments, and waits for the app's answer. */
async function opened(place: Place, more?: { limit?: number; next?: boolean }) {
  const pane = () => app.slack.workspace.flexpane(place.user);
  if (pane()?.url !== place.url) {
    app.slack.workspace.openEntity(place);
    await until(() => pane()?.url === place.url);
  }
  const before = app.slack.workspace.comments(place.user);
  app.slack.workspace.openComments(place, more);
  return until(() => {
    const shown = app.slack.workspace.comments(place.user);
    return shown === before ? undefined : shown;
  });
}
const values = (place: Place) =>
  (app.slack.workspace.comments(place.user)?.comments ?? []).map(({ comment }) => (comment as { value: string }).value);

describe('comments of a Work Object', () => {
  test('a note of the timeline is a comment, and a comment is a note', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    await app.slack.workspace.command({ user: ids.ada, channel: ids.incidents, text: `note ${arn} Rolled back` });
    await until(() => notesOf(arn).length === 1);
    const shown = await opened(place);
    expect(shown).toMatchObject({
      can_post_comment: true,
      comments: [{ sender: { user_id: ids.ada }, comment: { value: 'Rolled back' }, can_edit: true, can_delete: true }],
    });
    await app.slack.workspace.postComment(place, 'Error rate < 1 % again');
    await until(() => values(place).length === 2);
    expect(notesOf(arn).map(({ eventData }) => eventData)).toContain(JSON.stringify('Error rate < 1 % again'));
    await until(() => eventsOf(arn).some((event) => event.eventData.includes(`Note added from Slack by`)));
    await until(() =>
      app.slack.workspace.thread(place.channel, place.message_ts).some(({ text }) => text.includes('Error rate')),
    );
  });

  test('a comment is edited and deleted in the timeline, and the trail says by whom', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    await opened(place);
    await app.slack.workspace.postComment(place, 'Database is full');
    const [first] = await until(() => {
      const { comments = [] } = app.slack.workspace.comments(place.user) ?? {};
      return comments.length === 1 ? comments : undefined;
    });
    const id = String(first?.id);
    await app.slack.workspace.postComment(place, 'Disk is full', id);
    await until(() => values(place)[0] === 'Disk is full');
    expect(notesOf(arn).map(({ eventId, eventData }) => [eventId, eventData])).toEqual([[id, '"Disk is full"']]);
    const shown = () => app.slack.workspace.flexpane(place.user)?.entity_payload as EntityPayload | undefined;
    const version = async () => {
      const before = shown();
      app.slack.workspace.openEntity(place);
      return (await until(() => (shown() === before ? undefined : shown())))?.attributes.metadata_last_modified ?? 0;
    };
    const before = await version();
    await app.slack.workspace.deleteComment(place, id);
    await until(() => values(place).length === 0);
    expect(await version()).toBeGreaterThanOrEqual(before);
    expect(notesOf(arn)).toEqual([]);
    await until(() => ['Note edited', 'Note deleted'].every((words) => allText(eventsOf(arn)).includes(words)));
  });

  test('an edit reads the one note, however many there are, and keeps its time; what is no note is not changed', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    const stored = app.aws.incidents.get(arn);
    const at = new Date('2026-11-20T10:00:00Z');
    for (let number = 1; number <= 30; number += 1) {
      const eventData = JSON.stringify(`Note ${number}`);
      stored?.events.push({ ...noteAt(at), incidentRecordArn: arn, eventId: `note-${number}`, eventData });
    }
    await opened(place);
    const before = app.aws.calls.all().length;
    await app.slack.workspace.postComment(place, 'Corrected', 'note-30');
    await until(() => values(place).includes('Corrected'));
    const calls = app.aws.calls.all().slice(before);
    const ofTimeline = calls.flatMap(({ operation }) => (/TimelineEvents?$/.test(operation) ? [operation] : []));
    expect(ofTimeline.slice(0, 2)).toEqual(['GetTimelineEvent', 'UpdateTimelineEvent']);
    const edited = app.slack.workspace.comments(place.user)?.comments.find(({ id }) => id === 'note-30');
    expect(edited).toMatchObject({ timestamp: at.getTime() / 1000, sender: { user_id: ids.ada } });
    // A client that names something else than a note.
    for (const id of [eventsOf(arn).find(({ eventType }) => eventType !== 'Note')?.eventId ?? '', 'x'.repeat(60)]) {
      app.slack.workspace.comments(place.user)?.comments.push({ id, can_edit: true });
      await app.slack.workspace.postComment(place, 'Forged', id);
      await until(() => app.slack.workspace.comments(place.user)?.error?.includes('no longer in the timeline'));
      await opened(place);
    }
    expect(allText(eventsOf(arn))).not.toContain('Forged');
  });

  test('notes come in pages, the newest first', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    await opened(place);
    for (const text of ['one', 'two', 'three']) {
      const before = values(place).length;
      await app.slack.workspace.postComment(place, text);
      await until(() => values(place).length > before);
    }
    const first = await opened(place, { limit: 2 });
    expect(first.comments).toHaveLength(2);
    expect(first.cursor).not.toBe('');
    await opened(place, { limit: 2, next: true });
    expect(values(place)).toHaveLength(3);
    expect(values(place).at(-1)).toBe('one');
  });

  test('a comment that Slack sends twice is one note', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    await opened(place);
    app.slack.faults.add({ kind: 'internal', method: 'entity.acknowledgeCommentAction', times: 1 });
    await app.slack.workspace.postComment(place, 'Once');
    await until(() => values(place).length === 1);
    expect(notesOf(arn)).toHaveLength(1);
  });

  test('a person who is not an editor reads comments and writes none', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    await opened(place);
    await app.slack.workspace.postComment(place, 'Only read');
    await until(() => values(place).length === 1);
    const reader = { ...place, user: ids.grace };
    expect(await opened(reader)).toMatchObject({
      can_post_comment: false,
      comments: [{ can_edit: false, can_delete: false }],
    });
    await expect(app.slack.workspace.postComment(reader, 'Mine')).rejects.toThrow('comment_not_allowed');
    // A client that sends it nevertheless.
    Object.assign(app.slack.workspace.comments(ids.grace) ?? {}, { can_post_comment: true });
    await app.slack.workspace.postComment(reader, 'Mine');
    await until(() => app.slack.workspace.comments(ids.grace)?.error?.startsWith('Only incident editors'));
    expect(notesOf(arn)).toHaveLength(1);
  });

  test('a refusal of AWS is shown in place of the comment', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    await opened(place);
    app.aws.faults.add({ kind: 'access_denied', operation: 'CreateTimelineEvent' });
    await app.slack.workspace.postComment(place, 'Refused');
    const shown = await until(() => {
      const comments = app.slack.workspace.comments(ids.ada);
      return comments?.error === undefined ? undefined : comments;
    });
    expect(shown.error).toContain('ssm-incidents:CreateTimelineEvent');
    expect(notesOf(arn)).toEqual([]);
  });

  test('comments of a note that is gone, or of an incident that is, say so', async () => {
    const arn = incident();
    const place = await cardOf(arn);
    await opened(place);
    await app.slack.workspace.postComment(place, 'Short-lived');
    await until(() => values(place).length === 1);
    const id = String(app.slack.workspace.comments(place.user)?.comments[0]?.id);
    app.aws.incidents.delete(arn);
    await app.slack.workspace.postComment(place, 'Too late', id);
    await until(() => app.slack.workspace.comments(place.user)?.error !== undefined);
  });

  test('a comment from a channel that became shared with another organisation is refused', async () => {
    const arn = incident();
    const place = await cardOf(arn, ids.ada, ids.payments);
    await opened(place);
    app.slack.workspace.share(ids.payments, true);
    await app.slack.workspace.postComment(place, 'Shared');
    const shown = await until(() => {
      const comments = app.slack.workspace.comments(ids.ada);
      return comments?.error === undefined ? undefined : comments;
    });
    app.slack.workspace.share(ids.payments, false);
    expect(shown.error).toMatch(/shared with another/);
    expect(notesOf(arn)).toEqual([]);
  });
});
