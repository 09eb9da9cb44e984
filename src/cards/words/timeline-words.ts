import { impactName } from '../../incidents/impact.ts';
import { nameOf } from '../../incidents/naming/arn.ts';
import { parseAssignment } from '../../incidents/people/assignment-words.ts';
import { personOf, slackActor } from '../../incidents/people/person.ts';
import { parseAudit } from '../../incidents/timeline/slack-audit.ts';
import { newValueOf, recordUpdate, type TimelineEntry } from '../../incidents/timeline/timeline-entry.ts';
import { fieldOf, listIn, type TimelineEvent, textIn, timelineData } from '../../incidents/timeline/timeline-event.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { date, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { markdownPhrase, mrkdwnPhrase, type Phrase, phrase, plainPhrase, truncatePhrase } from '../text/phrase.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { editPhrase } from './edit-words.ts';
import { listed } from './engagement-words.ts';
import { relatedPhrase } from './related-words.ts';
import { responderSentence } from './responder-words.ts';
import { resourceKind, resourceName } from './source-words.ts';

type Words = (data: unknown, longest: number, before: string) => string | Phrase;

/** The known event types of AWS. The set is open: other types are shown by name. */
const known: Readonly<Record<string, Words>> = {
  'SSM Incident Trigger': (data) => {
    const from = source(textIn(data, 'triggerArn')) || brief(textIn(data, 'incidentSource'), 60);
    const again = fieldOf(data, 'createdIncident') === false;
    const words = again ? 'Triggered again' : 'Triggered';
    return from === '' ? words : `${words} by ${from}`;
  },
  'SSM Incident Start': (data) => {
    const names = listIn(data, 'contactsEngage').map(
      (one) => textIn(one, 'contactName') || nameOf(textIn(one, 'contactArn')),
    );
    const paged = listed(names.map((name) => brief(name, 60)).filter((name) => name !== ''));
    const from = source(textIn(data, 'triggerArn'));
    const runbook = brief(textIn(data, 'ssmDocumentName'), 60);
    return [
      from === '' ? 'Incident started' : `Incident started by ${from}`,
      paged === '' ? '' : `paged ${paged}`,
      runbook === '' ? '' : `runbook ${runbook}`,
    ]
      .filter((part) => part !== '')
      .join(', ');
  },
  [recordUpdate]: (data, longest, before) => {
    const by = textIn(data, 'modifiedBy');
    const attributes = listIn(data, 'modifiedAttributes')
      .slice(0, 5)
      .map((one) => attributeWords(one, longest, before));
    const what: Phrase =
      attributes.length === 0
        ? ['Incident changed']
        : attributes.flatMap((words, index) => phrase`${index === 0 ? '' : '; '}${words}`);
    return by === '' ? what : phrase`${what}, by ${truncate(personOf(by), 80)}`;
  },
  'SSM Contacts Page for Incident': (data) => `Paged ${contact(data)}`,
  'SSM Contacts Page Acknowledgement for Incident': (data) => `${contact(data)} acknowledged the page`,
  'SSM Automation Execution Start Failure for Incident': (data, longest) => {
    const reason = ['message', 'failureMessage', 'errorMessage', 'reason']
      .map((name) => textIn(data, name))
      .find(hasInk);
    const runbook = brief(textIn(data, 'ssmDocumentName') || textIn(data, 'documentName'), 60);
    const words = `Runbook ${runbook} could not be started`.replace('  ', ' ');
    return reason === undefined ? words : `${words}: ${brief(reason, longest)}`;
  },
  'Custom Event': (data, longest) =>
    assignmentWords(data) ?? auditWords(data) ?? freePhrase(data, longest) ?? 'Custom event',
};

/**
 * A timeline event in words, on one line. An unknown type is shown by its name and its data.
 * @param longest characters of quoted text
 */
function timelinePhrase({ event, summaryBefore }: TimelineEntry, longest: number): Phrase {
  const data = timelineData(event);
  if (event.type === 'Note' && data !== undefined) {
    const by = event.by === undefined ? '' : ` by ${truncate(personOf(event.by), 80)}`;
    return phrase`Note${by}: ${freePhrase(data, longest) ?? ''}`;
  }
  const words = Object.hasOwn(known, event.type) ? known[event.type] : undefined;
  if (words !== undefined && (data !== undefined || event.type.startsWith('SSM'))) {
    return phrase`${words(data, longest, summaryBefore)}`;
  }
  const type = brief(event.type, 100) || 'Event';
  const text = freePhrase(data, longest);
  return text === undefined ? [type] : phrase`${type}: ${text}`;
}

/** A timeline event as plain, untrusted text. */
export function timelineWords(event: TimelineEvent, longest = 300, summaryBefore = ''): string {
  return plainPhrase(timelinePhrase({ event, summaryBefore }, longest));
}

/** What the app wrote about who responds: `Ana Pérez (Slack) took the lead`. */
function assignmentWords(data: unknown): string | undefined {
  const audit = parseAudit(data);
  const change = audit && parseAssignment(audit, 0);
  return change && responderSentence(change);
}

/** What the app wrote about a change from Slack: `Runbook FailoverPayments approved by Ada (Slack)`. */
function auditWords(data: unknown): string | undefined {
  const audit = parseAudit(data);
  if (audit === undefined) return undefined;
  const words = audit.words.replace(/\barn:aws[\w-]*:\S+/g, (arn) => resourceName(arn));
  return `${brief(words, 200)} by ${truncate(personOf(slackActor(audit.user, audit.name)), 80)}`;
}

/** Custom event data: text unchanged, anything else as compact JSON; `undefined` when there is none. */
function freePhrase(data: unknown, longest: number): Phrase | undefined {
  if (data === undefined || data === null) return undefined;
  if (typeof data !== 'string') return [brief(JSON.stringify(data), longest)];
  const text = markdownPhrase(data, longest);
  return text.length === 0 ? undefined : text;
}

function source(arn: string): string {
  if (arn === '') return '';
  const kind = resourceKind(arn);
  return `${kind === 'Resource' ? '' : `${kind.toLowerCase()} `}${resourceName(arn)}`;
}

function contact(data: unknown): string {
  return brief(textIn(data, 'contactName') || nameOf(textIn(data, 'contactArn')), 60) || 'a contact';
}

function attributeWords(attribute: unknown, longest: number, before: string): string | Phrase {
  const name = oneLine(textIn(attribute, 'attributeName'));
  const value = newValueOf(attribute);
  switch (name) {
    case 'status':
      return { RESOLVED: 'Resolved', OPEN: 'Reopened' }[value] ?? `Status set to ${brief(value, 40)}`;
    case 'impact':
      return `Impact set to ${/^\d$/.test(value) ? impactName(Number(value)) : brief(value, 40)}`;
    case 'title':
      return `Title changed to "${brief(value, 200)}"`;
    case 'summary':
      if (!hasInk(value)) return 'Summary removed';
      return before === ''
        ? phrase`Summary edited: "${markdownPhrase(value, longest)}"`
        : phrase`Summary edited${editPhrase(before, value, longest)}`;
    case 'relatedItems':
      return relatedWords(textIn(attribute, 'newValue'));
    case 'chatChannel':
      return 'Chat channel changed';
    case 'notificationTargets':
      return 'Notification targets changed';
    default:
      return name === '' ? 'Incident changed' : `${truncate(name, 60)} changed`;
  }
}

/** A change of related items, which AWS encodes as JSON within JSON. */
function relatedWords(json: string): string | Phrase {
  const change = timelineData({ data: json });
  const added = fieldOf(change, 'itemToAdd');
  const item = added === undefined ? undefined : fieldOf(added, 'identifier');
  const removed = fieldOf(change, 'itemToRemove');
  const identifier = item ?? removed;
  if (identifier === undefined) return 'Related items changed';
  const value = fieldOf(identifier, 'value');
  const words = relatedPhrase({
    type: textIn(identifier, 'type'),
    title: textIn(added, 'title'),
    ...(textIn(value, 'arn') !== '' && { arn: textIn(value, 'arn') }),
    ...(textIn(value, 'url') !== '' && { url: textIn(value, 'url') }),
  });
  return phrase`Related item ${item === undefined ? 'removed' : 'added'}: ${words}`;
}

/** The longest entry of a timeline: with its time two lines on a desktop. */
const longestEntry = 110;
/** Characters of quoted text, so that what follows it, the author as a rule, still fits. */
const quotes = [longestEntry, 95, 80, 65, 50, 35] as const;

/** The same in one or two lines. */
export function timelineEntryPhrase(entry: TimelineEntry, longest = longestEntry): Phrase {
  let words: Phrase = [];
  for (const quote of quotes) {
    words = timelinePhrase(entry, quote);
    if (plainPhrase(words).length <= longest) return words;
  }
  return truncatePhrase(words, longest);
}

/** A timeline event as a line: when, and what happened. */
export function timelineLine(entry: TimelineEntry): Mrkdwn {
  return mrkdwn`${date(entry.event.atMs)}  ${mrkdwnPhrase(timelineEntryPhrase(entry))}`;
}
