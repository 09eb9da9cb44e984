import { onlyYouSee } from '../../cards/words/only-you.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { Interaction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';
import { directThread } from './direct-thread.ts';

/** Where a file about an incident goes. */
export interface FilePlace {
  channel: string;
  threadTs?: string | undefined;
  /** The place in words: `in the thread of its card`. */
  words: string;
}

/**
 * Tells whether a file about an incident may be shown in the requester's channel, or to the requester alone.
 * @param what the command, and the word for what it makes
 * @throws AppError `not_understood` where there is no channel, `shared_channel`
 */
export async function fileAudience(
  { gate }: Pick<Services, 'gate'>,
  { arn }: IncidentArn,
  { channel }: Interaction['requester'],
  what: 'report' | 'chart',
): Promise<'channel' | 'requester'> {
  if (channel === '')
    throw new AppError('not_understood', `Ask for the ${what} in a channel: /incident ${what} <arn>.`);
  const shown = await gate.shownTo({ incident: arn }, channel);
  if (shown === 'refuse') throw sharedChannel(arn);
  return shown;
}

/**
 * Decides where a file about an incident that a person asked for goes: the thread of its card; the channel, where it has no
 * card; the requester's direct messages, where it is not known who reads the channel.
 * @param shown what the gate says of the incident in this channel
 * @param title begins the thread in the direct messages
 */
export async function filePlace(
  services: Pick<Services, 'slack' | 'journal' | 'cardStore'>,
  interaction: Interaction,
  arn: IncidentArn,
  shown: 'channel' | 'requester',
  title: string,
): Promise<FilePlace> {
  if (shown === 'channel') return placeInChannel(services, arn, interaction.requester.channel);
  const thread = await directThread(services, interaction, `${title}. ${onlyYouSee}`);
  return { ...thread, words: 'in your direct messages with me' };
}

/** The thread of the incident's card; where the channel has none, the channel. */
async function placeInChannel(
  { cardStore }: Pick<Services, 'cardStore'>,
  { arn }: IncidentArn,
  channel: string,
): Promise<FilePlace> {
  const card = (await cardStore.get(arn, channel))?.card;
  const threadTs = card?.ended === undefined ? card?.ts : undefined;
  const words = threadTs === undefined ? 'in this channel' : 'in the thread of its card';
  return { channel, threadTs, words };
}
