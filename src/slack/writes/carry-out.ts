import type { WriteOnce } from '../../aws/write/write-once.ts';
import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import { auditText } from '../../incidents/slack-audit.ts';
import type { Claimed, ClaimedChanges } from '../../posting/actors.ts';
import type { Json } from '../../store/store.ts';
import type { AuthorizedInteraction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';
import type { Step } from './write-journal.ts';

/** What every write from Slack takes. */
export type Writing = Pick<Services, 'writes' | 'journal' | 'actors' | 'cardStore' | 'writer' | 'now' | 'log'>;

/** One write, and what belongs to it. */
export interface WriteOperation<T extends Json> {
  /** For the log: `resolve`, `note`, … */
  name: string;
  step: Step;
  write: (once: WriteOnce) => Promise<T>;
  /** The incident it was about; of a start, the result tells. */
  about: (result: T) => string;
  /**
   * Whom it is done for is remembered before the write, so that the record is told under that name however fast AWS's
   * notification is. Absent where the record stays as it is.
   */
  claims?: { what: Claimed; changes: ClaimedChanges };
  /** What was done, for the timeline: `Resolved`. Untrusted. */
  words: string;
  /** Makes cards show it. */
  show: (arn: IncidentArn) => Promise<unknown>;
  /** What else is to be done once it is written. */
  also?: { what: string; run: (arn: IncidentArn) => Promise<string> };
  /** Message that it came from, where that is not the channel's card. */
  permalink?: string;
}

/** What follows a write is tried for so long, in milliseconds; the write itself is done. */
const followingMs = 240_000;

/**
 * Does a write once, shows it, and leaves who did it in the log and in the incident's timeline. A job that is delivered
 * again goes on where it ended. After the write nothing lasting is thrown: what then does not work is a remark.
 * @returns what the write gave, and a remark for the person where not everything after it worked (else empty)
 * @throws AppError where the write was refused, or for a fault that may pass: then the job is tried again
 */
export async function performWrite<T extends Json>(
  services: Writing,
  doing: AuthorizedInteraction,
  deed: WriteOperation<T>,
): Promise<{ result: T; remark: string }> {
  const { name, about, also } = deed;
  const { user, channel } = doing.requester;
  const result = await deed.step.write(async (once) => {
    const written = await claimed(services, doing, deed, () => deed.write(once));
    services.log.info('incident changed from Slack', { audit: true, action: name, arn: about(written), user, channel });
    return written;
  });
  const arn = parseIncidentArn(about(result));
  if (arn === undefined) return { result, remark: '' };
  const following = [
    {
      what: 'Cards may show it late',
      run: async () => {
        await deed.show(arn);
        return '';
      },
    },
    ...(also === undefined ? [] : [{ what: also.what, run: () => also.run(arn) }]),
    { what: 'Who did it could not be noted in the timeline', run: () => note(services, doing, arn, deed) },
  ];
  return { result, remark: await follow(services, doing, arn, name, following) };
}

async function claimed<T extends Json>(
  { actors }: Pick<Writing, 'actors'>,
  { key, editor }: AuthorizedInteraction,
  { claims, name }: WriteOperation<T>,
  write: () => Promise<T>,
): Promise<T> {
  if (claims === undefined) return write();
  const claim = { key: claimKey(key, name), editor };
  await actors.claim(claims.what, claim, claims.changes);
  return write().catch(async (error: unknown) => {
    const isRefused = error instanceof AppError && !error.transient;
    // An earlier try that was not answered may have been done: then the record shows it.
    if (isRefused) await actors.withdraw(claims.what, claim.key).catch(() => undefined);
    throw error;
  });
}

/** Tells a write from all others, for `Actors`. */
export const claimKey = (key: string, name: string): string => `${key} ${name}`;

interface Following {
  /** What to tell where it cannot be done. */
  what: string;
  /** @returns a remark, empty where there is nothing to say */
  run: () => Promise<string>;
}

/** Does what follows a write, each whatever became of the others. */
async function follow(
  { now, log }: Pick<Writing, 'now' | 'log'>,
  { atMs }: AuthorizedInteraction,
  { arn }: IncidentArn,
  action: string,
  following: readonly Following[],
): Promise<string> {
  const remarks: string[] = [];
  let passing: AppError | undefined;
  for (const { what, run } of following) {
    try {
      remarks.push(await run());
    } catch (error) {
      if (error instanceof AppError && error.transient && now() - atMs < followingMs) {
        passing ??= error;
        continue;
      }
      log.error('what follows a change could not be done', { arn, action, what, error });
      remarks.push(`${what}: ${error instanceof AppError ? error.message : 'the app has a fault.'}`);
    }
  }
  if (passing !== undefined) {
    throw new AppError(passing.code, `That is done; what follows it is not yet. ${passing.message}`, {
      cause: passing,
      ...(passing.retryAfterMs !== undefined && { retryAfterMs: passing.retryAfterMs }),
    });
  }
  return remarks
    .filter((remark) => remark !== '')
    .map((remark) => ` ${remark}`)
    .join('');
}

async function note(
  services: Writing,
  doing: AuthorizedInteraction,
  arn: IncidentArn,
  { words, permalink }: Pick<WriteOperation<Json>, 'words' | 'permalink'>,
): Promise<string> {
  const step = await services.journal.step(doing.key, 'audit');
  const { editor, requester, atMs } = doing;
  await step.run(async (once) => {
    const link = permalink ?? (await cardLink(services, arn, requester.channel));
    const { channel } = requester;
    const text = auditText({ words, name: editor.name, user: editor.id, channel, ...(link !== undefined && { link }) });
    await services.writes.addEvent(arn, { type: 'Custom Event', text, atMs }, once);
    return true;
  });
  return '';
}

/** Permalink of the incident's card in a channel. */
async function cardLink(
  services: Pick<Writing, 'cardStore' | 'writer'>,
  arn: IncidentArn,
  channel: string,
): Promise<string | undefined> {
  if (channel === '') return undefined;
  const ts = (await services.cardStore.get(arn.arn, channel))?.card.ts;
  return ts === undefined ? undefined : services.writer.link(channel, ts);
}
