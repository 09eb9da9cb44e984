import { lineCard } from '../../cards/surfaces/line-card.ts';
import { onlyYouSee } from '../../cards/words/only-you.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { findMessage } from '../../posting/find-message.ts';
import { toSlackError } from '../../web-api/fault.ts';
import { type FileToShare, uploadFile } from '../../web-api/upload.ts';
import type { Interaction } from '../requester/requester.ts';
import type { Services } from '../services.ts';

/**
 * Shares a file once, even if its job is delivered again: after a lost answer, Slack is searched for the file before it is
 * shared again.
 */
export async function shareFile(
  services: Pick<Services, 'slack' | 'journal'>,
  { key, atMs }: Pick<Interaction, 'key' | 'atMs'>,
  file: FileToShare,
): Promise<void> {
  const step = await services.journal.step(key, 'file');
  await step.run(async (once) => {
    const shared = step.begun && (await isThere(services, file, atMs));
    if (!shared) await uploadFile(services.slack, file, () => once.beforeSend('slack'));
    return true;
  });
}

async function isThere(
  { slack }: Pick<Services, 'slack'>,
  { channel, threadTs, name }: FileToShare,
  atMs: number,
): Promise<boolean> {
  const place = { channel, ...(threadTs !== undefined && { threadTs }), sinceMs: atMs };
  return (await findMessage(slack, place, ({ files = [] }) => files.some((file) => file.name === name))) !== undefined;
}

/**
 * A file name that every operating system accepts: parts, time (UTC), extension.
 * @param atMs epoch milliseconds
 * @example
 * fileName(['incident', 'checkout-plan'], atMs, 'md'); // 'incident-checkout-plan-20261128-034707123.md'
 */
export function fileName(parts: readonly string[], atMs: number, ending: 'md' | 'csv' | 'png'): string {
  const time = new Date(atMs).toISOString().slice(0, 23).replaceAll(/[-:.]/g, '').replace('T', '-');
  const words = parts.map((part) => part.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)).filter((part) => part !== '');
  return `${[...words, time].join('-')}.${ending}`;
}

/** Where a file about an incident is shared. */
export interface FilePlace {
  channel: string;
  threadTs?: string | undefined;
  /** The place, for people: `in the thread of its card`. */
  words: string;
}

/**
 * Whether a file about an incident may be shared in the requester's channel, or with the requester alone.
 * @param what the name of the command, which is also the name of the file in the message
 * @throws AppError `not_understood` outside a channel, `shared_channel`
 */
export async function fileAudience(
  { gate }: Pick<Services, 'gate'>,
  { arn }: IncidentArn,
  { channel }: Interaction['requester'],
  what: 'report' | 'chart' | 'postmortem',
): Promise<'channel' | 'requester'> {
  if (channel === '')
    throw new AppError('not_understood', `Ask for the ${what} in a channel: /incident ${what} <arn>.`);
  const shown = await gate.shownTo({ incident: arn }, channel);
  if (shown === 'refuse') throw sharedChannel(arn);
  return shown;
}

/**
 * Decides where a requested file is shared: in the thread of the incident's card; in the channel, if it has no card; in the
 * requester's direct messages, if Slack does not say who reads the channel.
 * @param shown the gate's answer for the incident in this channel
 * @param title the first words of the thread in the direct messages
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

/** The thread of the incident's card, or the channel if it has no card. */
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

/** Starts a thread in the requester's direct messages with the app, once for each interaction. */
export async function directThread(
  services: Pick<Services, 'slack' | 'journal'>,
  { requester, key }: Interaction,
  line: string,
) {
  const step = await services.journal.step(key, 'direct message');
  const { channel, ts } = await step.run(async () => {
    const message = { channel: requester.user, ...lineCard(line), unfurl_links: false, unfurl_media: false };
    const sent = await services.slack.chat.postMessage(message).catch((error: unknown) => {
      throw toSlackError(error);
    });
    return { channel: sent.channel ?? '', ts: sent.ts ?? '' };
  });
  return { channel, threadTs: ts };
}
