import { truncate } from '../../cards/text/truncate.ts';
import { opsItemStatus, opsItemTitle } from '../../cards/words/ops-item-words.ts';
import { isOpenOpsItem, type OpsItem, type OpsItemArn } from '../../incidents/ops-item.ts';
import { auditText } from '../../incidents/timeline/slack-audit.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { followUp } from '../writes/perform-write.ts';
import { drawOpsItem } from './draw-ops-item.ts';

/** The message that was clicked; a card that the app does not keep, such as an answer in a thread. */
export interface ClickedMessage {
  channel: string;
  ts?: string;
  /** Whether only the person sees it. */
  ephemeral: boolean;
}

/** The services that resolving an OpsItem takes. */
export type ResolvingOpsItem = Pick<
  Services,
  | 'opsItems'
  | 'opsItemCards'
  | 'resolveOpsItem'
  | 'journal'
  | 'writes'
  | 'writer'
  | 'incidents'
  | 'links'
  | 'permissions'
  | 'now'
  | 'log'
>;

/**
 * Resolves an OpsItem once, brings its cards up to date, and leaves who did it in the log, in the OpsItem's own data, and in
 * the timeline of the incident that it is the parent of.
 * @returns the line for the requester
 * @throws AppError where the write was refused, or for a failure that can pass
 */
export async function resolveOpsItem(
  services: ResolvingOpsItem,
  interaction: AuthorizedInteraction,
  arn: OpsItemArn,
  clicked: ClickedMessage,
): Promise<string> {
  const { journal, log } = services;
  const { editor, key, atMs, requester } = interaction;
  const step = await journal.step(key, 'ops-item');
  const before = await services.opsItems.read(arn);
  const title = truncate(opsItemTitle(before), 150);
  if (!step.begun && !isOpenOpsItem(before)) {
    await redraw(services, arn, clicked);
    return `${title}: it is ${opsItemStatus(before).toLowerCase()} already. Nothing was changed.`;
  }
  await step.write(async (once) => {
    await services.resolveOpsItem(arn, `${editor.name} (${editor.id}), ${new Date(atMs).toISOString()}`, once);
    const { user, channel } = requester;
    log.info('OpsItem resolved from Slack', { audit: true, arn: arn.arn, user, channel });
    return true;
  });
  const steps = [
    {
      what: 'Cards may show it late',
      run: async () => {
        await redraw(services, arn, clicked);
        return '';
      },
    },
    {
      what: 'Who did it could not be noted in the incident’s timeline',
      run: () => note(services, interaction, before),
    },
  ];
  return `OpsItem resolved: ${title}.${await followUp(services, interaction, arn.arn, 'resolve OpsItem', steps)}`;
}

/** Adds who did it to the timeline of the incident that the OpsItem is the parent of. */
async function note(
  { journal, writes }: Pick<ResolvingOpsItem, 'journal' | 'writes'>,
  { key, atMs, editor }: AuthorizedInteraction,
  { id, incident }: OpsItem,
): Promise<string> {
  if (incident === undefined) return '';
  const step = await journal.step(key, 'audit');
  const text = auditText({ words: `OpsItem ${id} resolved`, name: editor.name, user: editor.id, channel: '' });
  await step.run(async (once) => {
    await writes.addEvent(incident, { type: 'Custom Event', text, atMs }, once);
    return true;
  });
  return '';
}

async function redraw(
  services: ResolvingOpsItem,
  arn: OpsItemArn,
  { channel, ts, ephemeral }: ClickedMessage,
): Promise<void> {
  const item = await services.opsItems.read(arn);
  await services.opsItemCards.sync(item);
  // An answer in a thread is not kept, but the person looks at it.
  if (ts !== undefined && !ephemeral) await services.writer.update(channel, ts, await drawOpsItem(item, services));
}
