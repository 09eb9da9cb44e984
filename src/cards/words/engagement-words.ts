import { nameOf } from '../../incidents/arn.ts';
import { durationText } from '../../incidents/duration.ts';
import type { Contact, Engagement } from '../../incidents/related.ts';
import { brief } from '../text/sentence.ts';

const namesShown = 3;

/** Name of a contact: the display name, or the alias. */
export function contactName(contact: Contact): string {
  return brief(contact.contactName ?? '', 60) || brief(nameOf(contact.contactArn), 60) || 'a contact';
}

/** Who acknowledged: `Ada (Payments escalation)` where an escalation plan or a schedule was paged. */
export function acknowledgerName(engagement: Engagement): string {
  const paged = contactName(engagement);
  return engagement.acknowledgedBy === undefined ? paged : `${contactName(engagement.acknowledgedBy)} (${paged})`;
}

/**
 * Who was paged and who acknowledged, in a sentence; a count where acknowledgements could not be read. Plain and
 * untrusted; empty when nobody was paged.
 * @param isOlder whether that was read noticeably before the rest
 */
export function engagementSentence(engagements: readonly Engagement[], isOlder = false): string {
  if (engagements.length === 0) return '';
  const acknowledged = engagements.filter((one) => one.acknowledgedAtMs !== undefined);
  const names = listed(engagements.map(contactName));
  if (acknowledged.length > 0) {
    const rest = engagements.length - acknowledged.length;
    const others = rest === 0 ? '' : `, ${rest} more paged`;
    const when = rest > 0 && isOlder ? ' when last checked' : '';
    return `Acknowledged by ${listed(acknowledged.map(acknowledgement))}${others}${when}`;
  }
  const known = engagements.every((one) => one.acknowledgementKnown === true);
  if (!known) return `Paged ${names}`;
  return isOlder
    ? `Paged ${names}. Nobody had acknowledged when last checked`
    : `Paged ${names}. Nobody acknowledged yet`;
}

function acknowledgement(engagement: Engagement): string {
  const { startedAtMs, acknowledgedAtMs } = engagement;
  const name = acknowledgerName(engagement);
  if (startedAtMs === undefined || acknowledgedAtMs === undefined) return name;
  const after = durationText(acknowledgedAtMs - startedAtMs);
  return `${name} ${after === 'under a minute' ? 'in' : 'after'} ${after}`;
}

/** `Ana, Primary on-call and 2 more`. */
export function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, namesShown);
  const rest = unique.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
