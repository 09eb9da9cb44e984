import type { Change } from '../../incidents/changes.ts';
import { durationText } from '../../incidents/duration.ts';
import { impactName } from '../../incidents/impact.ts';
import { personOf } from '../../incidents/people/person.ts';
import type { RunbookPhase } from '../../incidents/runbook.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { markdownPhrase, type Phrase, phrase, plainPhrase } from '../text/phrase.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { alarmChangeSentence } from './alarm-words.ts';
import { editPhrase } from './edit-words.ts';
import { acknowledgerName, contactName } from './engagement-words.ts';
import { relatedPhrase } from './related-words.ts';
import { responderSentence } from './responder-words.ts';
import { runbookName, runbookSentence } from './runbook-words.ts';

const longestQuote = 200;
const longestNote = 600;

/** One change in one line of plain, untrusted text: `Impact: Critical → High, by exampleUser (Admin)`. */
export function changeLine(change: Change): string {
  return plainPhrase(changePhrase(change));
}

/** As `changeLine`, with links. */
export function changePhrase(change: Change): Phrase {
  return phrase`${wordsOf(change)}`;
}

function wordsOf(change: Change): string | Phrase {
  switch (change.kind) {
    case 'resolved': {
      const after = change.openForMs === undefined ? '' : ` after ${durationText(change.openForMs)}`;
      return `Resolved${after} by ${person(change.by)}`;
    }
    case 'reopened':
      return `Reopened by ${person(change.by)}`;
    case 'status':
      return `Status: ${word(change.from)} → ${word(change.to)}, by ${person(change.by)}`;
    case 'impact':
      return `Impact: ${impactName(change.from)} → ${impactName(change.to)}, by ${person(change.by)}`;
    case 'title':
      return `Title changed by ${person(change.by)}: ${quoted(oneLine(change.to), 'it is empty now')}`;
    case 'summary':
      return summaryLine(change.from, change.to, person(change.by));
    case 'note':
      return noteLine(change);
    case 'runbook':
      return runbookLine(change);
    case 'paged':
      return `Paged ${contactName(change.engagement)}`;
    case 'acknowledged':
      return `${acknowledgerName(change.engagement)} acknowledged the page`;
    case 'alarm':
      return alarmChangeSentence(change.alarm);
    case 'role':
    case 'on it':
      return responderSentence(change);
    case 'related':
      return phrase`Related item added: ${relatedPhrase(change.item)}`;
  }
}

function summaryLine(from: string, to: string, by: string): string | Phrase {
  if (!hasInk(to)) return `Summary removed by ${by}`;
  const verb = hasInk(from) ? 'edited' : 'added';
  return phrase`Summary ${verb} by ${by}${editPhrase(from, to)}`;
}

function noteLine({ note, edited }: Extract<Change, { kind: 'note' }>): Phrase {
  const what = note.kind === 'note' ? 'Note' : 'Timeline event';
  const by = note.by === undefined ? '' : ` by ${person(note.by)}`;
  return phrase`${what}${edited === true ? ' edited' : ''}${by}: ${markdownPhrase(note.text, longestNote)}`;
}

function runbookLine({ runbook, phase, from }: Extract<Change, { kind: 'runbook' }>): string {
  if (phase !== 'running') return runbookSentence(runbook);
  const verbs: Partial<Record<RunbookPhase, string>> = { waiting: 'goes on', failed: 'runs again', done: 'runs again' };
  return `Runbook ${runbookName(runbook)} ${(from && verbs[from]) ?? 'started'}`;
}

const person = (arn: string) => truncate(personOf(arn), 80);
const word = (status: string) => brief(status, 40) || 'unknown';
const quoted = (text: string, otherwise: string) => (hasInk(text) ? `"${truncate(text, longestQuote)}"` : otherwise);
