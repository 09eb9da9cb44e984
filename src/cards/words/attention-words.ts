import { type Attention, attentionOf } from '../../incidents/attention.ts';
import { durationText } from '../../incidents/duration.ts';
import { personOf } from '../../incidents/person.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { contactName, listed } from './engagement-words.ts';
import { runbookSentence } from './runbook-words.ts';

/** What waits for a person, as a plain sentence without its full stop. Untrusted text. */
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

/** The one thing to do or know next, as a sentence for a lock screen. Untrusted text. */
export function nextStep(snapshot: IncidentSnapshot, now: number): string {
  const [first, second] = attentionOf(snapshot, now);
  const state = stateOf(snapshot.record);
  if (first !== undefined && first.kind !== 'no_summary') {
    const more = second !== undefined && second.kind !== 'no_summary' ? ' More needs you: open the card.' : '';
    return ended(attentionSentence(first)) + more;
  }
  if (state === 'resolved') return 'Nothing left to do.';
  if (first !== undefined) return 'No summary yet: add one.';
  const since = durationText(now - snapshot.record.modifiedAtMs);
  return `Last change ${since === 'under a minute' ? 'just now' : `${since} ago`} by ${truncate(personOf(snapshot.record.modifiedBy), 60)}. Open the card for details.`;
}
