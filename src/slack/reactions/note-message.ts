import type { App } from '@slack/bolt';
import { errorCard, lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { parseIncidentArn } from '../../incidents/naming/arn.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../../web-api/fault.ts';
import { type Reporting, withErrorReply } from '../requester/failures.ts';
import { type Requester, tell } from '../requester/requester.ts';
import { tellShared } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { quoteMessage } from '../shortcuts.ts';
import { type NoteWriting, writeNote } from '../writes/write-note.ts';
import { incidentOfMessage, readReacted } from './reacted-message.ts';
import { parseReaction, type Reaction } from './reaction-event.ts';

/** The app's own reaction to a message that is a note now. */
export const notedEmoji = 'white_check_mark';

type Noting = NoteWriting &
  Reporting &
  Pick<Services, 'noteReaction' | 'notedMessages' | 'slack' | 'rooms' | 'gate' | 'permissions' | 'notifyOnce'>;

/** Registers the listener for the reaction that makes a note (`NOTE_REACTION`). */
export function listenForReactions(bolt: App, services: Noting): void {
  if (services.noteReaction === undefined) return;
  bolt.event('reaction_added', async ({ event, context }) => {
    const reaction = parseReaction(event);
    if (reaction === undefined || reaction.name !== services.noteReaction) return;
    const { user, channel, ts } = reaction;
    const work = () => noteMessage(reaction, Number(context.receivedAtMs), context.botUserId ?? '', services);
    const key = keyOf({ channel, ts });
    await withErrorReply(services, { user, channel }, Number(context.attempt), work, key);
  });
}

/** The same for every person and every reaction: a message becomes one note. */
const keyOf = ({ channel, ts }: Pick<Reaction, 'channel' | 'ts'>): string => `reaction ${channel} ${ts}`;

/**
 * Writes a message in an incident's thread, or in its room, into its timeline, once, with its author and its link, and says so with a
 * reaction. Other messages are left alone.
 * @throws AppError whose message the requester gets
 */
async function noteMessage(reaction: Reaction, atMs: number, botUser: string, services: Noting): Promise<void> {
  const { user, channel, ts } = reaction;
  if (await services.notedMessages.has(channel, ts)) return;
  const message = await readReacted(services.slack, reaction, botUser);
  if (message === undefined) return;
  const room = await services.rooms.inChannel(channel);
  const arn =
    (await incidentOfMessage(services.slack, { channel, ...message }, botUser)) ?? parseIncidentArn(room?.arn ?? '');
  if (arn === undefined || message.ownReactions.includes(notedEmoji)) return;
  const requester: Requester = { user, channel, ...(message.threadTs && { threadTs: message.threadTs }) };
  const shown = await services.gate.shownTo({ incident: arn.arn }, channel);
  if (shown === 'refuse') return tellShared({ user, channel }, arn.arn, services);
  if (!(await services.permissions.mayWrite(user))) return refuse(requester, services);
  const editor = await services.permissions.editor(user);
  const permalink = await services.writer.link(channel, ts);
  const note = await quoteMessage(services, message, channel, permalink);
  const interaction = { requester, key: keyOf(reaction), atMs, editor };
  const line = await writeNote(services, interaction, arn, note, permalink);
  await services.notedMessages.add(channel, ts);
  // Where the readers of the channel are unknown, only the requester gets an answer.
  if (shown === 'channel' && (await react(reaction, services))) return;
  await tell(services.slack, requester, lineCard(line));
}

/** @returns whether the reaction is there; without the scope for it, for example, it is not */
async function react({ channel, ts }: Reaction, { slack, log }: Pick<Services, 'slack' | 'log'>): Promise<boolean> {
  try {
    await slack.reactions.add({ channel, timestamp: ts, name: notedEmoji });
    return true;
  } catch (error) {
    const code = slackCode(error);
    if (code === 'already_reacted') return true;
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    log.info('a noted message could not get a reaction', { channel, code });
    return false;
  }
}

/** Says who may do that: at most once a month in a channel, because anyone may react with that emoji for other reasons. */
async function refuse(requester: Requester, { notifyOnce }: Pick<Services, 'notifyOnce'>): Promise<void> {
  const why = 'Only incident editors can add a message to the timeline with this reaction.';
  await notifyOnce(requester, 'note reaction', errorCard(new AppError('may_not_write', why)));
}
