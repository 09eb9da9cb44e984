import { createHash } from 'node:crypto';
import type { Contact } from '../../aws/read/list-contacts.ts';
import type { PlanSummary } from '../../aws/read/response-plans.ts';
import { limits } from '../../cards/block-kit/limits.ts';
import type { Choice } from '../../cards/modals/inputs.ts';
import { brief } from '../../cards/text/sentence.ts';

/** The options of the response plan menu, sorted by name; with the account when there are several accounts. */
export function planChoices(plans: readonly PlanSummary[]): Choice[] {
  const several = new Set(plans.map(({ account }) => account)).size > 1;
  return plans
    .map(({ arn, name, displayName, account }) => {
      const text = brief(displayName ?? '', 60) || brief(name, 60);
      return { text: several ? `${text} (${account})` : text, value: choiceValue(arn) };
    })
    .sort(byText);
}

const kinds: Readonly<Record<string, string>> = { ESCALATION: 'escalation plan', ONCALL_SCHEDULE: 'on-call schedule' };

/** The options of the contact menu: escalation plans and on-call schedules first, then people, each sorted by name. */
export function contactChoices(contacts: readonly Contact[]): Choice[] {
  const [people, plans] = [
    contacts.filter(({ type }) => kinds[type] === undefined),
    contacts.filter(({ type }) => kinds[type]),
  ];
  return [...plans.map(contactChoice).sort(byText), ...people.map(contactChoice).sort(byText)];
}

function contactChoice({ arn, alias, displayName, type }: Contact): Choice {
  const kind = kinds[type];
  return {
    text: `${contactText({ alias, displayName })}${kind === undefined ? '' : ` (${kind})`}`,
    value: choiceValue(arn),
  };
}

/** A contact's name. Untrusted. */
export const contactText = ({ alias, displayName }: { alias: string; displayName?: string | undefined }): string =>
  brief(displayName ?? '', 50) || brief(alias, 50);

const byText = (a: Choice, b: Choice) => a.text.localeCompare(b.text, 'en');

/**
 * An ARN as the value of a menu option: the ARN or, if it is too long, its digest. The chosen option is found by comparing
 * the values of what AWS lists.
 */
export function choiceValue(arn: string): string {
  if (arn.length <= limits.optionValue.max) return arn;
  return `#${createHash('sha256').update(arn).digest('base64url')}`;
}
