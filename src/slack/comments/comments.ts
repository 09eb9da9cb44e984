import { elementIds } from '../../cards/block-kit/action-ids.ts';
import type { Comment } from '../../cards/surfaces/comment.ts';
import { commentOf } from '../../cards/surfaces/comment.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { slackActor } from '../../incidents/people/person.ts';
import { isSlackRefusal, toSlackError } from '../../web-api/fault.ts';
import { orAlreadyWritten, shouldReport } from '../requester/failures.ts';
import type { Services } from '../services.ts';
import { readableText } from '../shortcuts.ts';
import { incidentOf } from '../unfurls/details-pane.ts';
import { addNote, changeNote, type NoteWriting } from '../writes/write-note.ts';

/** Where a person sees or changes the comments of a Work Object. */
export interface CommentPlace {
  user: string;
  triggerId: string;
  /** The ARN; absent where Slack does not say. */
  externalId?: string;
  /** The URL of the Work Object. */
  url: string;
  /** `''`: not in a channel. */
  channel: string;
}

export interface CommentsRequest extends CommentPlace {
  /** How many comments, at most. */
  limit: number;
  /** What the page before named as the next; `''`: the first page. */
  cursor: string;
}

export interface CommentChange extends CommentPlace {
  /** The comment; absent: a new one. */
  id?: string;
  /** As Slack would send it in a message; absent: the comment is deleted. */
  text?: string;
  /** Identifies the interaction. */
  key: string;
  atMs: number;
  attempt: number;
}

type Presenting = Pick<Services, 'incidents' | 'gate' | 'permissions' | 'readTimeline' | 'slack' | 'log'>;
/** The services that the comments of a Work Object take. */
export type Commenting = NoteWriting & Presenting & Pick<Services, 'readTimelineEvent'>;

/** The most notes of a page: each costs a request, once. */
const perPage = 25;

/**
 * Shows the notes of an incident's timeline as comments, the newest first. A failure is shown in their place.
 * @throws AppError only for errors of Slack
 * @see https://docs.slack.dev/reference/methods/entity.presentComments
 */
export async function presentComments(request: CommentsRequest, services: Presenting): Promise<void> {
  await send(services, 'entity.presentComments', { trigger_id: request.triggerId, ...(await page(request, services)) });
}

async function page(request: CommentsRequest, services: Presenting): Promise<object> {
  const { user, limit, cursor } = request;
  try {
    const arn = await shownIncident(request, services);
    const [editable, { events, next = '' }] = await Promise.all([
      services.permissions.mayWrite(user),
      services.readTimeline(arn, Math.max(1, Math.min(limit, perPage)), cursor || undefined, ['Note']),
    ]);
    const comments = events.flatMap((event) => commentOf(event, editable) ?? []);
    return { comments, cursor: next, can_post_comment: editable, delete_action_id: elementIds.deleteNote };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.log.info('comments could not be shown', { code: error.code, reason: error.message });
    return { comments: [], error: error.message };
  }
}

/** @throws AppError `shared_channel` where the incident may not be shown */
async function shownIncident(
  place: CommentPlace,
  services: Pick<Services, 'incidents' | 'gate'>,
): Promise<IncidentArn> {
  const arn = await incidentOf(place, services);
  if ((await services.gate.shownTo({ incident: arn.arn }, place.channel)) === 'refuse') throw sharedChannel(arn.arn);
  return arn;
}

/**
 * Carries out what a person did with a comment: a new one is a note of the timeline, and a note is edited or deleted. Slack is
 * answered in any case.
 * @throws AppError for a transient failure
 * @see https://docs.slack.dev/reference/methods/entity.acknowledgeCommentAction
 */
export async function changeComment(change: CommentChange, services: Commenting): Promise<void> {
  const { user, triggerId: trigger_id, key, attempt } = change;
  const acknowledge = (answer: { comment?: Comment; error?: string }) =>
    send(services, 'entity.acknowledgeCommentAction', { trigger_id, ...answer });
  let comment: Comment | undefined;
  try {
    comment = await carryOut(change, services);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.log.info('a comment could not become a note', { code: error.code, attempt, user });
    if (shouldReport(error, attempt))
      await acknowledge({ error: (await orAlreadyWritten(services, key, error)).message });
    if (error.transient) throw error;
    return;
  }
  await acknowledge(comment === undefined ? {} : { comment });
}

async function carryOut(change: CommentChange, services: Commenting): Promise<Comment | undefined> {
  const { user, channel, id, key, atMs } = change;
  const editor = await services.permissions.editor(user);
  const arn = await shownIncident(change, services);
  const interaction = { requester: { user, channel }, key, atMs, editor };
  if (change.text === undefined) {
    await changeNote(services, interaction, arn, id ?? '', undefined);
    return undefined;
  }
  const text = await readableText(services, change.text);
  if (text === '') throw new AppError('not_understood', 'A comment without text makes no note.');
  const data = JSON.stringify(text);
  const by = slackActor(editor.id, editor.name);
  const comment = (noteId: string, notedAtMs: number) =>
    commentOf({ id: noteId, type: 'Note', atMs: notedAtMs, updatedAtMs: atMs, data, by }, true);
  if (id === undefined) return comment((await addNote(services, interaction, arn, text)).id, atMs);
  return comment(id, (await changeNote(services, interaction, arn, id, text)) ?? atMs);
}

/** Tells a person of another organisation why their request is not carried out. */
export const refuseComment = (
  services: Pick<Services, 'slack' | 'log'>,
  method: CommentMethod,
  trigger_id: string,
  error: string,
) => send(services, method, { trigger_id, error, ...(method === 'entity.presentComments' && { comments: [] }) });

export type CommentMethod = 'entity.presentComments' | 'entity.acknowledgeCommentAction';

/** The client has no functions for these methods. Comments that are already closed are not an error. */
async function send(
  { slack, log }: Pick<Services, 'slack' | 'log'>,
  method: CommentMethod,
  answer: object,
): Promise<void> {
  try {
    await slack.apiCall(method, { ...answer });
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    log.debug('comments could not be answered', { call: method, code: fault.code, reason: fault.message });
  }
}
