import type { App, GlobalShortcut, MessageShortcut } from '@slack/bolt';
import { limits } from '../cards/block-kit/limits.ts';
import { pickForm } from '../cards/modals/forms.ts';
import { truncate } from '../cards/text/truncate.ts';
import { isSlackRefusal, toSlackError } from '../web-api/fault.ts';
import { writeMetadata } from './forms/form-metadata.ts';
import { openStartForm, type StartFormOpening } from './forms/open-form.ts';
import { type ModalPlace, type Modals, withModal } from './forms/with-modal.ts';
import { type Reporting, withErrorReply } from './requester/failures.ts';
import { mention, plainText } from './requester/slack-text.ts';
import type { Services } from './services.ts';
import { incidentChoices } from './targets/incident-choice.ts';

type PickFormOpening = Modals & Pick<Services, 'incidents' | 'cardStore' | 'writer' | 'permissions'>;

/** Registers the listeners of the manifest's shortcuts. */
export function listenForShortcuts(bolt: App, services: StartFormOpening & PickFormOpening & Reporting): void {
  bolt.shortcut<GlobalShortcut>('incident_start', async ({ shortcut, context }) => {
    const requester = { user: shortcut.user.id, channel: '' };
    const place = { triggerId: shortcut.trigger_id };
    await withErrorReply(services, requester, Number(context.attempt), () =>
      openStartForm({ requester, place }, services),
    );
  });

  bolt.shortcut<MessageShortcut>('incident_add_note', async ({ shortcut, context }) => {
    const { user, channel, response_url: responseUrl, message, trigger_id: triggerId } = shortcut;
    const requester = { user: user.id, channel: channel.id, responseUrl };
    const said = { ts: message.ts, text: message.text ?? '', ...(message.user && { user: message.user }) };
    await withErrorReply(services, requester, Number(context.attempt), () =>
      openPickForm({ requester, place: { triggerId }, message: said }, services),
    );
  });
}

export interface PickRequest {
  requester: { user: string; channel: string };
  place: ModalPlace;
  message: { ts: string; text: string; user?: string };
}

/**
 * Opens the form that adds a message to an incident's timeline, for editors.
 * @throws AppError `may_not_write`, or an error of Slack
 */
export async function openPickForm(
  { requester, place, message }: PickRequest,
  services: PickFormOpening,
): Promise<void> {
  const { channel } = requester;
  await services.permissions.editor(requester.user);
  await withModal(services, place, 'Add to timeline', async () => {
    const permalink = await services.writer.link(channel, message.ts);
    const [incidents, note] = await Promise.all([
      incidentChoices(channel, services),
      quoteMessage(services, message, channel, permalink),
    ]);
    const privateMetadata = writeMetadata({ channel, ...(permalink !== undefined && { permalink }) });
    return pickForm(incidents, { note, privateMetadata });
  });
}

const mostNames = 5;

/** What someone wrote, without Slack's syntax: mentions as names. */
export async function readableText(services: Pick<Services, 'slack'>, written: string): Promise<string> {
  return plainText(written, await namesIn(services, written));
}

/** The names of the people whom a text mentions, and of others, by id. */
async function namesIn(
  services: Pick<Services, 'slack'>,
  written: string,
  others: readonly string[] = [],
): Promise<Map<string, string>> {
  const mentioned = [...written.matchAll(mention)].map(([, id = '']) => id).slice(0, mostNames);
  const ids = [...new Set([...mentioned, ...others])];
  return new Map(await Promise.all(ids.map(async (id) => [id, await nameOf(services, id)] as const)));
}

/**
 * A message as the text of a note: without Slack's syntax, with its author and permalink, and truncated to the length of an
 * input field.
 */
export async function quoteMessage(
  services: Pick<Services, 'slack'>,
  message: { text: string; user?: string; appName?: string },
  channel: string,
  permalink: string | undefined,
): Promise<string> {
  const names = await namesIn(services, message.text, message.user === undefined ? [] : [message.user]);
  const author = message.user === undefined ? (message.appName ?? 'an app') : (names.get(message.user) ?? message.user);
  const source = `\n\n(${author} in Slack${permalink === undefined ? `, channel ${channel}` : `: ${permalink}`})`;
  const text = plainText(message.text, names) || 'A message without text';
  return truncate(text, limits.inputLength.max - source.length) + source;
}

async function nameOf({ slack }: Pick<Services, 'slack'>, user: string): Promise<string> {
  const { user: facts } = await slack.users.info({ user }).catch((error: unknown) => {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
    return { user: undefined };
  });
  return facts?.profile?.display_name || facts?.real_name || facts?.name || user;
}
