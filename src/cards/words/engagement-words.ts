import type { Contact, Engagement } from '../../incidents/links/related.ts';
import { nameOf } from '../../incidents/naming/arn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';

const namesShown = 3;
const longestName = 40;

/** The name of a contact: the display name, or the alias. */
export function contactName(contact: Contact): string {
  return brief(contact.contactName ?? '', 60) || brief(nameOf(contact.contactArn), 60) || 'a contact';
}

/** Who acknowledged: `Ada (Payments escalation)` if an escalation plan or a schedule was paged. */
export function acknowledgerName(engagement: Engagement): string {
  const paged = contactName(engagement);
  return engagement.acknowledgedBy === undefined ? paged : `${contactName(engagement.acknowledgedBy)} (${paged})`;
}

/**
 * Who was paged and who acknowledged, without a full stop; no word of acknowledgements that could not be read. Plain and
 * untrusted; empty when no one was paged.
 * @param isOlder whether that was read noticeably before the rest
 * @param shown how many names, at most
 */
export function engagementSentence(engagements: readonly Engagement[], isOlder = false, shown = namesShown): string {
  if (engagements.length === 0) return '';
  const acknowledged = engagements.filter(hasAcknowledged);
  const who = listed(
    acknowledged.map((one) => truncate(acknowledgerName(one), longestName)),
    shown,
  );
  if (acknowledged.length > 0) {
    return engagements.length === 1 ? `${who} has acknowledged` : `${countSentence(engagements, isOlder)}: ${who}`;
  }
  const names = listed(
    engagements.map((one) => truncate(contactName(one), longestName)),
    shown,
  );
  if (engagements.some((one) => one.acknowledgementKnown !== true)) return `Paged ${names}`;
  return isOlder
    ? `Paged ${names}. Nobody had acknowledged when last checked`
    : `Paged ${names}. Nobody has acknowledged yet`;
}

/**
 * `1 of 3 paged have acknowledged`, `The page is not acknowledged`: the same without names. Empty where acknowledgements
 * could not be read.
 */
export function countSentence(engagements: readonly Engagement[], isOlder = false): string {
  const acknowledged = engagements.filter(hasAcknowledged).length;
  const isKnown = engagements.every((one) => hasAcknowledged(one) || one.acknowledgementKnown === true);
  if (engagements.length === 0 || (acknowledged === 0 && !isKnown)) return '';
  // An acknowledgement is never taken back: what all have done needs no time.
  const had = isOlder && acknowledged < engagements.length;
  if (engagements.length === 1) {
    return `The page ${had ? 'was' : 'is'}${acknowledged === 0 ? ' not' : ''} acknowledged${had ? ' when last checked' : ''}`;
  }
  const count = acknowledged === 0 ? 'None' : String(acknowledged);
  return `${count} of ${engagements.length} paged ${had ? 'had' : 'have'} acknowledged${had ? ' when last checked' : ''}`;
}

const hasAcknowledged = (one: Engagement): boolean => one.acknowledgedAtMs !== undefined;

/** `Ana, Primary on-call and 2 more`. */
export function listed(names: readonly string[], most = namesShown): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, most);
  const rest = unique.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
