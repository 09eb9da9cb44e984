import { type Attention, attentionOf } from '../../incidents/attention.ts';
import { durationText } from '../../incidents/duration.ts';
import { personOf } from '../../incidents/people/person.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { contactName, listed } from './engagement-words.ts';
import { runbookSentence } from './runbook-words.ts';

/** Something that needs attention, as a plain sentence without a full stop. Untrusted. */
export function attentionSentence(attention: Attention): string {
  switch (attention.kind) {
    case 'runbook_failed':
    case 'runbook_waiting':
      return runbookSentence(attention.runbook);
    case 'not_acknowledged': {
      const names = listed(attention.engagements.map(contactName));
      return attention.asOfMs === undefined
        ? `Nobody has acknowledged the page to ${names}`
        : `Nobody had acknowledged the page to ${names} when last checked`;
    }
    case 'no_summary':
      return 'No summary yet';
  }
}

/** The same in as few words as there are, for a lock screen. */
export function briefAttention(attention: Attention): string {
  switch (attention.kind) {
    case 'not_acknowledged':
      return attention.asOfMs === undefined ? 'Nobody has acknowledged' : 'Nobody had acknowledged when last checked';
    case 'no_summary':
      return 'No summary yet';
    default:
      return runbookSentence(attention.runbook, 0);
  }
}

/** What to do or know next, in a sentence for a lock screen. Who is on it is said before. Untrusted. */
export function nextStep(snapshot: IncidentSnapshot, now: number): string {
  const all = attentionOf(snapshot, now);
  const [first, ...others] = all.filter(({ kind }) => kind !== 'not_acknowledged');
  if (first !== undefined) {
    const rest = others.filter(({ kind }) => kind !== 'no_summary').length;
    const more = rest === 0 ? '' : ` ${rest} more ${rest === 1 ? 'needs' : 'need'} attention.`;
    return `${ended(briefAttention(first))}${more}`;
  }
  if (all.length > 0) return 'Acknowledge the page or engage someone.';
  if (stateOf(snapshot.record) === 'resolved') return 'Nothing left to do.';
  const since = durationText(now - snapshot.record.modifiedAtMs);
  const by = truncate(personOf(snapshot.record.modifiedBy), 40);
  return `Last change ${since === 'under a minute' ? 'just now' : `${since} ago`} by ${by}.`;
}
