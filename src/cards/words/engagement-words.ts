import { nameOf } from '../../incidents/arn.ts';
import { durationText } from '../../incidents/duration.ts';
import type { Engagement } from '../../incidents/related.ts';
import { brief } from '../text/sentence.ts';

const namesShown = 3;

/** Name of who was paged: the display name, or the contact's alias. */
export function contactName(engagement: Pick<Engagement, 'contactArn' | 'contactName'>): string {
  return brief(engagement.contactName ?? '', 60) || brief(nameOf(engagement.contactArn), 60) || 'a contact';
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
  if (startedAtMs === undefined || acknowledgedAtMs === undefined) return contactName(engagement);
  const after = durationText(acknowledgedAtMs - startedAtMs);
  return `${contactName(engagement)} ${after === 'under a minute' ? 'in' : 'after'} ${after}`;
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
