import { confirmCard } from '../../cards/answers/confirm-card.ts';
import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { stillOpenCard } from '../../cards/surfaces/ops-item-card.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { resolveQuestion } from '../../cards/words/resolve-words.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { within } from '../../deadline.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { isOpenOpsItem } from '../../incidents/ops-item.ts';
import { personOf } from '../../incidents/people/person.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { respondTo } from '../../web-api/respond.ts';
import { type AuthorizedInteraction, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { changedSince, type RecordWriting, writeRecord } from '../writes/write-record.ts';
import { authorizedClick, type Click } from './click.ts';

/** The services that resolving or reopening an incident takes. */
export type StatusChanging = RecordWriting & Pick<Services, 'incidents' | 'readTimeline' | 'opsItems' | 'readRelated'>;

export type StatusChange = 'resolve' | 'reopen';

const facts = {
  resolve: { status: 'RESOLVED', state: 'resolved', words: 'Resolved', button: 'Resolve' },
  reopen: { status: 'OPEN', state: 'open', words: 'Reopened', button: 'Reopen' },
} as const;

/**
 * Resolves or reopens an incident, or asks for confirmation if it changed since the requester's card was drawn.
 * @param seenMs `modifiedAtMs` of the record on that card
 * @returns the answer for the requester
 */
export async function changeStatus(
  services: StatusChanging,
  interaction: AuthorizedInteraction,
  what: StatusChange,
  arn: IncidentArn,
  seenMs: number,
): Promise<CardMessage> {
  const { status, state, words } = facts[what];
  const step = await services.journal.step(interaction.key, 'update');
  const record = await services.incidents.getIncident(arn);
  const isAlready = stateOf(record) === state;
  // An earlier attempt without an answer may be the reason.
  if (isAlready && !step.begun) return alreadyCard(record, state);
  if (!isAlready && !step.done) {
    const changes = await changedSince(services, record, seenMs, interaction.requester.channel);
    if (changes.length > 0) return confirmStatus(await services.readSnapshot(arn), what, changes, services.now());
  }
  const remark = await writeRecord(services, interaction, { arn, name: what, step, changes: { status }, words });
  const done = `${words}: ${truncate(titleOf(record), 150)}.${remark}`;
  return what === 'resolve' ? offerToResolveOpsItem(services, arn, done) : lineCard(done);
}

/** Asks the requester to confirm. @param changes what changed since their card was drawn, one line each */
export function confirmStatus(
  snapshot: IncidentSnapshot,
  what: StatusChange,
  changes: readonly string[],
  now: number,
): CardMessage {
  const { record } = snapshot;
  const { button } = facts[what];
  const label = changes.length === 0 ? button : `${button} anyway`;
  const question = what === 'resolve' ? resolveQuestion(snapshot) : `Reopen "${truncate(titleOf(record), 150)}"?`;
  return confirmCard(record, { label, action: what, question, changes, now });
}

/** The question for an editor before an incident is resolved. @throws AppError whose message the requester gets */
export async function askToResolve(
  { readSnapshot, now }: Pick<Services, 'readSnapshot' | 'now'>,
  arn: IncidentArn,
): Promise<CardMessage> {
  const snapshot = await readSnapshot(arn);
  if (stateOf(snapshot.record) === 'resolved') return alreadyCard(snapshot.record, 'resolved');
  return confirmStatus(snapshot, 'resolve', [], now());
}

/** Says that an incident is already in a state, and who changed it last. */
export function alreadyCard(record: IncidentRecord, state: 'resolved' | 'open'): CardMessage {
  const by = truncate(personOf(record.modifiedBy), 80);
  const title = truncate(titleOf(record), 150);
  return lineCard(`${title} is already ${state}, last changed by ${by}. Nothing was changed.`);
}

/** Resolves or reopens the incident of a card. @throws AppError whose message the requester gets */
export async function handleStatusClick(
  what: StatusChange,
  click: Click,
  services: StatusChanging & Pick<Services, 'permissions' | 'slack'>,
): Promise<void> {
  const interaction = await authorizedClick(click, services);
  await answerClick(services, click, await changeStatus(services, interaction, what, click.arn, click.seenMs));
}

/** Answers a click privately; a confirmation that only the requester saw is replaced by the answer. */
export async function answerClick(
  services: Pick<Services, 'slack'>,
  { requester, ephemeral }: Pick<Click, 'requester' | 'ephemeral'>,
  message: CardMessage,
): Promise<void> {
  if (ephemeral === true && requester.responseUrl !== undefined) {
    try {
      await respondTo(requester.responseUrl, { ...message, replace_original: true });
      return;
    } catch (error) {
      // Too old to be replaced: the answer is a new message.
      if (!(error instanceof AppError) || error.transient) throw error;
    }
  }
  await tell(services.slack, requester, message);
}

/** The person waits for the answer, not for the OpsItem, in milliseconds. */
const patienceMs = 3000;

/**
 * The answer to a person who resolved an incident: AWS leaves its OpsItem open, so a button offers to resolve that too. Where
 * it cannot be read, nothing is offered.
 * @param done what was done, in one sentence
 */
async function offerToResolveOpsItem(
  services: Pick<Services, 'opsItems' | 'readRelated'>,
  arn: IncidentArn,
  done: string,
): Promise<CardMessage> {
  const related = services.readRelated.items(arn).catch(() => []);
  const item = await within(patienceMs, related.then(services.opsItems.parentAmong));
  return item !== undefined && isOpenOpsItem(item) ? stillOpenCard(done, item) : lineCard(done);
}
