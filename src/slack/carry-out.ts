import type { WriteOnce } from '../aws/write-once.ts';
import { AppError } from '../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../incidents/arn.ts';
import type { Json } from '../store/store.ts';
import type { Doing } from './interaction.ts';
import type { Services } from './services.ts';
import type { Step } from './write-journal.ts';

/** One write, and what belongs to it. */
export interface Deed<T extends Json> {
  /** For the log: `resolve`, `note`, … */
  name: string;
  step: Step;
  write: (once: WriteOnce) => Promise<T>;
  /** The incident it was about; of a start, the result tells. */
  about: (result: T) => string;
  /** What was done, for the timeline: `Resolved`. Untrusted. */
  words: string;
  /** Makes cards show it. */
  show: (arn: IncidentArn) => Promise<unknown>;
  /** Message that it came from, where that is not the channel's card. */
  permalink?: string;
}

/** Noting a write in the timeline is tried for so long, in milliseconds; the write itself is done. */
const notingMs = 240_000;

/**
 * Does a write once, shows it, and leaves who did it in the log and in the incident's timeline. A job that is delivered
 * again goes on where it ended.
 * @returns what the write gave, and a remark for the person where it could not be noted (else empty)
 */
export async function carryOut<T extends Json>(
  services: Services,
  doing: Doing,
  deed: Deed<T>,
): Promise<{ result: T; remark: string }> {
  const { name, about } = deed;
  const { user, channel } = doing.asker;
  const result = await deed.step.run(async (once) => {
    const written = await deed.write(once);
    services.log.info('incident changed from Slack', { audit: true, action: name, arn: about(written), user, channel });
    return written;
  });
  const arn = parseIncidentArn(about(result));
  if (arn === undefined) return { result, remark: '' };
  await deed.show(arn);
  return { result, remark: await note(services, doing, arn, deed) };
}

async function note(
  services: Services,
  doing: Doing,
  arn: IncidentArn,
  { words, permalink, name }: Pick<Deed<Json>, 'words' | 'permalink' | 'name'>,
): Promise<string> {
  const step = await services.journal.step(doing.key, 'audit');
  const { editor, asker, atMs } = doing;
  try {
    await step.run(async (once) => {
      const link = permalink ?? (await cardLink(services, arn, asker.channel));
      const where = asker.channel === '' ? '' : ` in channel ${asker.channel}`;
      const text = `${words} from Slack by ${editor.name} (${editor.id})${where}${link === undefined ? '' : `: ${link}`}`;
      await services.writes.addEvent(arn, { type: 'Custom Event', text, atMs }, once);
      return true;
    });
    return '';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.transient && services.now() - atMs < notingMs) {
      throw new AppError(error.code, 'Done, but AWS did not note who did it yet. Trying again by itself.', {
        cause: error,
        ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
      });
    }
    services.log.error('a change could not be noted in the timeline', { arn: arn.arn, action: name, error });
    return ` Who did it could not be noted in the timeline: ${error.message}`;
  }
}

/** Permalink of the incident's card in a channel. */
async function cardLink(services: Services, arn: IncidentArn, channel: string): Promise<string | undefined> {
  if (channel === '') return undefined;
  const ts = (await services.cardStore.get(arn.arn, channel))?.card.ts;
  return ts === undefined ? undefined : services.writer.link(channel, ts);
}
