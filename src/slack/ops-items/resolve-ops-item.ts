import { truncate } from '../../cards/text/truncate.ts';
import { opsItemStatus, opsItemTitle } from '../../cards/words/ops-item-words.ts';
import { AppError } from '../../errors.ts';
import { isOpenOpsItem, type OpsItemArn } from '../../incidents/ops-item.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { drawOpsItem } from './draw-ops-item.ts';

/** The message that was clicked; a card that the app does not keep, such as an answer in a thread. */
export interface ClickedMessage {
  channel: string;
  ts?: string;
  /** Whether only the person sees it. */
  ephemeral: boolean;
}

type Resolving = Pick<
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
 * @returns the line that the person is told
 * @throws AppError where the write was refused, or for a failure that can pass
 */
export async function resolveOpsItem(
  services: Resolving,
  { editor, key, atMs, requester }: AuthorizedInteraction,
  arn: OpsItemArn,
  clicked: ClickedMessage,
): Promise<string> {
  const { journal, log } = services;
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
  const remarks = [
    await remarkOf('Cards may show it late', () => redraw(services, arn, clicked)),
    await remarkOf('Who did it could not be noted in the incident’s timeline', async () => {
      const { incident } = before;
      if (incident === undefined) return;
      const note = await journal.step(key, 'audit');
      const text = `OpsItem ${arn.id} resolved from Slack by ${editor.name} (${editor.id})`;
      await note.run(async (once) => {
        await services.writes.addEvent(incident, { type: 'Custom Event', text, atMs }, once);
        return true;
      });
    }),
  ];
  return `OpsItem resolved: ${title}.${remarks.join('')}`;
}

/** Does what follows the write: a failure is a remark, for the write itself is done. One that can pass is tried again. */
async function remarkOf(what: string, work: () => Promise<void>): Promise<string> {
  try {
    await work();
    return '';
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    return ` ${what}: ${error.message}`;
  }
}

async function redraw(services: Resolving, arn: OpsItemArn, { channel, ts, ephemeral }: ClickedMessage): Promise<void> {
  const item = await services.opsItems.read(arn);
  await services.opsItemCards.sync(item);
  // An answer in a thread is not kept, but the person looks at it.
  if (ts !== undefined && !ephemeral) await services.writer.update(channel, ts, await drawOpsItem(item, services));
}
