import type { WriteOnce } from '../../aws/write/write-once.ts';
import { AppError } from '../../errors.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/naming/arn.ts';
import { auditText } from '../../incidents/timeline/slack-audit.ts';
import type { Claimed, ClaimedChanges } from '../../posting/actors.ts';
import type { Json } from '../../store/store.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { Step } from './write-journal.ts';

/** The services that every write takes. */
export type Writing = Pick<Services, 'writes' | 'journal' | 'actors' | 'cardStore' | 'writer' | 'now' | 'log'>;

/** One write to AWS, and what follows it. */
export interface WriteOperation<T extends Json> {
  /** The action in the audit line of the log: `resolve`, `note`, … */
  name: string;
  step: Step;
  write: (once: WriteOnce) => Promise<T>;
  /** The ARN of the incident; only the result of a start has it. */
  about: (result: T) => string;
  /**
   * The change to attribute to the requester. It is stored before the write, so that the card names them even if AWS's
   * notification is faster. Absent if the record does not change.
   */
  claims?: { what: Claimed; changes: ClaimedChanges };
  /** What was done, for the timeline: `Resolved`. Untrusted. */
  words: string;
  /** Updates the cards. */
  show: (arn: IncidentArn) => Promise<unknown>;
  /** Another step after the write. */
  also?: { what: string; run: (arn: IncidentArn, result: T) => Promise<string> };
  /** The permalink of the message that it came from; default: the channel's card. */
  permalink?: string;
}

/** How long the steps after a write are retried, in milliseconds. */
const followUpMs = 240_000;

/**
 * Performs a write once, updates the cards, and records who did it in the log and in the incident's timeline. A job that is
 * delivered again continues where it stopped. After the write, only transient failures are thrown: every other one becomes a
 * remark.
 * @returns the result of the write, and a remark for the requester (empty unless a later step failed)
 * @throws AppError when the write was refused, or for a transient failure, so that the job is retried
 */
export async function performWrite<T extends Json>(
  services: Writing,
  interaction: AuthorizedInteraction,
  operation: WriteOperation<T>,
): Promise<{ result: T; remark: string }> {
  const { name, about, also } = operation;
  const { user, channel } = interaction.requester;
  const result = await operation.step.write(async (once) => {
    const written = await withClaim(services, interaction, operation, () => operation.write(once));
    services.log.info('incident changed from Slack', { audit: true, action: name, arn: about(written), user, channel });
    return written;
  });
  const arn = parseIncidentArn(about(result));
  if (arn === undefined) return { result, remark: '' };
  const steps = [
    {
      what: 'Cards may show it late',
      run: async () => {
        await operation.show(arn);
        return '';
      },
    },
    ...(also === undefined ? [] : [{ what: also.what, run: () => also.run(arn, result) }]),
    { what: 'Who did it could not be added to the timeline', run: () => note(services, interaction, arn, operation) },
  ];
  return { result, remark: await followUp(services, interaction, arn.arn, name, steps) };
}

/** Stores who makes the change, then makes it. */
async function withClaim<T extends Json>(
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
    // If an earlier attempt without an answer was carried out, the record shows it, and the claim is confirmed by that.
    if (isRefused) await actors.withdraw(claims.what, claim.key).catch(() => undefined);
    throw error;
  });
}

/** The unique id of a write, for `Actors`. */
export const claimKey = (key: string, name: string): string => `${key} ${name}`;

/** A step after a write. */
interface FollowUp {
  /** What to say if it fails. */
  what: string;
  /** @returns a remark for the requester, or `''` */
  run: () => Promise<string>;
}

/**
 * Runs all steps after a write, even if one of them fails.
 * @param arn of what was written, for the log
 * @returns a remark for the requester, empty unless a step failed for good
 * @throws AppError for a transient failure, so that the job is retried; not when the request is older than four minutes
 */
export async function followUp(
  { now, log }: Pick<Writing, 'now' | 'log'>,
  { atMs }: AuthorizedInteraction,
  arn: string,
  action: string,
  steps: readonly FollowUp[],
): Promise<string> {
  const remarks: string[] = [];
  let transient: AppError | undefined;
  for (const { what, run } of steps) {
    try {
      remarks.push(await run());
    } catch (error) {
      if (error instanceof AppError && error.transient && now() - atMs < followUpMs) {
        transient ??= error;
        continue;
      }
      log.error('change made, but a later step failed', { arn, action, what, error });
      remarks.push(`${what}: ${error instanceof AppError ? error.message : 'the app has a fault.'}`);
    }
  }
  if (transient !== undefined) {
    throw new AppError(
      transient.code,
      `The change was made, but a later step is still to be done. ${transient.message}`,
      {
        cause: transient,
        ...(transient.retryAfterMs !== undefined && { retryAfterMs: transient.retryAfterMs }),
      },
    );
  }
  return remarks
    .filter((remark) => remark !== '')
    .map((remark) => ` ${remark}`)
    .join('');
}

/** Adds who did it to the timeline. */
async function note(
  services: Writing,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
  { words, permalink }: Pick<WriteOperation<Json>, 'words' | 'permalink'>,
): Promise<string> {
  const step = await services.journal.step(interaction.key, 'audit');
  const { editor, requester, atMs } = interaction;
  await step.run(async (once) => {
    const link = permalink ?? (await cardLink(services, arn, requester.channel));
    const { channel } = requester;
    const text = auditText({ words, name: editor.name, user: editor.id, channel, ...(link !== undefined && { link }) });
    await services.writes.addEvent(arn, { type: 'Custom Event', text, atMs }, once);
    return true;
  });
  return '';
}

/** The permalink of the incident's card in a channel. */
async function cardLink(
  services: Pick<Writing, 'cardStore' | 'writer'>,
  arn: IncidentArn,
  channel: string,
): Promise<string | undefined> {
  if (channel === '') return undefined;
  const ts = (await services.cardStore.get(arn.arn, channel))?.card.ts;
  return ts === undefined ? undefined : services.writer.link(channel, ts);
}
