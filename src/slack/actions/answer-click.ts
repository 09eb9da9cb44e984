import type { CardMessage } from '../../cards/blocks.ts';
import { AppError } from '../../errors.ts';
import { respondTo } from '../../web-api/respond.ts';
import { tell } from '../asker.ts';
import type { Services } from '../services.ts';
import type { Click } from './click.ts';

/** Tells whoever clicked; a question that only they saw is replaced by the answer. */
export async function answerClick(services: Services, click: Click, message: CardMessage): Promise<void> {
  const { asker, ephemeral } = click;
  if (ephemeral === true && asker.responseUrl !== undefined) {
    try {
      await respondTo(asker.responseUrl, { ...message, replace_original: true });
      return;
    } catch (error) {
      // Too old to be replaced: there are other ways to tell.
      if (!(error instanceof AppError) || error.transient) throw error;
    }
  }
  await tell(services.slack, asker, message);
}
