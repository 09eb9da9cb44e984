import { askCard } from '../../cards/ask-card.ts';
import type { CardMessage } from '../../cards/blocks.ts';
import { cut } from '../../cards/cut.ts';
import { lineCard } from '../../cards/line-card.ts';
import { titleOf } from '../../cards/state-words.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { personOf } from '../../incidents/person.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { stateOf } from '../../incidents/state.ts';
import { changedSince } from '../changed-since.ts';
import type { Doing } from '../interaction.ts';
import type { Services } from '../services.ts';
import { writeRecord } from '../write-record.ts';

export type StatusChange = 'resolve' | 'reopen';

const facts = {
  resolve: { status: 'RESOLVED', state: 'resolved', words: 'Resolved', button: 'Resolve', ask: 'Resolve it?' },
  reopen: { status: 'OPEN', state: 'open', words: 'Reopened', button: 'Reopen', ask: 'Reopen it?' },
} as const;

/**
 * Resolves or reopens an incident; asks again where it changed since the person looked.
 * @param seenMs `modifiedAtMs` of the record the person saw
 * @returns what the person is told
 */
export async function changeStatus(
  services: Services,
  doing: Doing,
  what: StatusChange,
  arn: IncidentArn,
  seenMs: number,
): Promise<CardMessage> {
  const { status, state, words } = facts[what];
  const step = await services.journal.step(doing.key, 'update');
  const record = await services.incidents.getIncident(arn);
  const isThere = stateOf(record) === state;
  // What was sent before and not answered may be why.
  if (isThere && !step.begun) return alreadyCard(record, state);
  if (!isThere && !step.done) {
    const changes = await changedSince(services, record, seenMs, doing.asker.channel);
    if (changes.length > 0) return askStatus(record, what, changes, services.now());
  }
  const remark = await writeRecord(services, doing, { arn, name: what, step, changes: { status }, words });
  return lineCard(`${words}: ${cut(titleOf(record), 150)}.${remark}`);
}

/** Asks one person whether to resolve (or reopen) an incident. @param changes since the person looked */
export function askStatus(
  record: IncidentRecord,
  what: StatusChange,
  changes: readonly string[],
  now: number,
): CardMessage {
  const { button, ask } = facts[what];
  const label = changes.length === 0 ? button : `${button} anyway`;
  return askCard(record, { label, action: what, question: ask, changes, now });
}

/** Tells that an incident is in a state already, and who changed it last. */
export function alreadyCard(record: IncidentRecord, state: 'resolved' | 'open'): CardMessage {
  const by = cut(personOf(record.modifiedBy), 80);
  const title = cut(titleOf(record), 150);
  return lineCard(`${title}: it is ${state} already, last changed by ${by}. Nothing was changed.`);
}
