import type { App } from '@slack/bolt';
import { errorCard } from '../../cards/surfaces/line-card.ts';
import { channelOfEvent, type Fields, fields, text } from '../../gate/fields.ts';
import type { Entry } from '../../gate/gate.ts';
import { fromOutside } from '../../gate/refusals.ts';
import { type CommentMethod, refuseComment } from '../comments/comments.ts';
import { commentKind } from '../comments/listen-comments.ts';
import { returnForm } from '../forms/answer-form.ts';
import { formOf } from '../forms/submission.ts';
import { isOtherReaction } from '../reactions/reaction-event.ts';
import type { Services } from '../services.ts';
import { present } from '../unfurls/details-pane.ts';
import { requesterOf, tell } from './requester.ts';

/** Puts the gate in front of every listener: no request from a member of another organisation reaches one. */
export function guardEntrance(
  bolt: App,
  services: Pick<Services, 'slack' | 'gate' | 'channels' | 'now' | 'log' | 'noteReaction'>,
): void {
  bolt.use(async ({ body, next }) => {
    const payload = fields(body);
    if (isOtherReaction(payload, services.noteReaction)) return;
    const sharing = sharingOf(payload);
    if (sharing !== undefined) services.channels.onSharingEvent(sharing.channel, sharing.isShared);
    const entry = readEntry(payload);
    const answer = entry === undefined ? 'admit' : await services.gate.admit(entry);
    if (entry === undefined || answer === 'admit') return next();
    services.log.info('request from another organisation refused', { user: entry.user, channel: entry.channel });
    if (answer === 'refuse') await refuse(payload, entry, services);
  });
}

/** Says why: in the form or the details pane that the request came from, else in a private answer. */
async function refuse(body: Fields, entry: Entry, services: Pick<Services, 'slack' | 'now' | 'log'>): Promise<void> {
  const { message } = fromOutside();
  const form = formOf(body, services.now());
  if (form !== undefined) return returnForm(services, { ...form, metadata: undefined }, message);
  const event = fields(body.event);
  if (event.type === 'entity_details_requested') {
    const error = { status: 'custom', custom_title: 'The app may not show this', custom_message: message } as const;
    await present(services, { trigger_id: text(event.trigger_id), error });
    return;
  }
  const comment = refusedComment(body);
  if (comment !== undefined) return refuseComment(services, ...comment, message);
  const requester = requesterOf(body) ?? { user: entry.user, channel: entry.channel };
  await tell(services.slack, requester, errorCard(fromOutside()));
}

/** How a request about comments is answered, with its trigger id; `undefined` for any other request. */
function refusedComment(body: Fields): [CommentMethod, string] | undefined {
  const event = fields(body.event);
  if (event.type === 'entity_comments_requested') return ['entity.presentComments', text(event.trigger_id)];
  const kinds = [fields(body.view).type, fields(body.container).type];
  return kinds.includes(commentKind) ? ['entity.acknowledgeCommentAction', text(body.trigger_id)] : undefined;
}

/** Events that are not addressed to the app, so that a refusal of them is not answered. */
const passiveEvents = new Set(['message', 'link_shared', 'app_home_opened', 'reaction_added']);

/**
 * Parses who caused a payload of Slack's, and where.
 * @returns `undefined` when no user did (the app was uninstalled, a channel was archived)
 */
export function readEntry(body: Fields): Entry | undefined {
  if (body.event !== undefined) return entryOfEvent(fields(body.event));
  const requester = requesterOf(body);
  if (requester === undefined) return undefined;
  return {
    user: requester.user,
    channel: requester.channel,
    userTeam: text(fields(body.user).team_id),
    passive: false,
  };
}

function entryOfEvent(event: Fields): Entry | undefined {
  const message = fields(event.message);
  const user = text(event.user) || text(fields(event.user).id) || text(message.user);
  if (user === '') return undefined;
  const channel = channelOfEvent(event);
  return {
    user,
    // `COMPOSER` stands for a message that is being written; the Home names the app's direct message.
    channel: channel === 'COMPOSER' || event.type === 'app_home_opened' ? '' : channel,
    userTeam: text(event.user_team) || text(message.user_team) || text(event.team) || text(message.team),
    passive: passiveEvents.has(text(event.type)),
  };
}

/** Whether an event's channel is shared, by the event's envelope; `undefined` when the envelope does not say. */
export function sharingOf(body: Fields): { channel: string; isShared: boolean } | undefined {
  const event = fields(body.event);
  const channel = channelOfEvent(event);
  const isShared = body.is_ext_shared_channel;
  if (typeof isShared !== 'boolean' || channel === '' || channel === 'COMPOSER') return undefined;
  return { channel, isShared };
}
