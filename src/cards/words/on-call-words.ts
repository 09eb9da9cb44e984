import type { OnCall, OnCallPlan, OnCallTarget, Shift } from '../../incidents/people/on-call.ts';
import { date, empty, join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { contactName, listed } from './engagement-words.ts';

const gapsShown = 2;
const dayMs = 86_400_000;

/** Whom a contact pages, stage after stage: its name, then a line for each person, schedule and time without anyone. */
export function onCallLines(plan: OnCallPlan): Mrkdwn {
  const isOne = plan.stages.length === 1 && plan.stages[0]?.targets[0]?.contactArn === plan.contactArn;
  const [only] = plan.stages[0]?.targets ?? [];
  // A person pages themselves.
  if (isOne && only?.onCall === undefined && only?.trouble === undefined) return mrkdwn`*${contactName(plan)}*`;
  const lines = plan.stages.flatMap(({ afterMinutes, targets }, index) => {
    const when = afterMinutes === 0 ? empty : mrkdwn`, after ${afterMinutes} min`;
    const stage = plan.stages.length === 1 ? empty : mrkdwn`Stage ${index + 1}${when}: `;
    return targets.flatMap((target) => targetLines(target, stage, !isOne));
  });
  return join(
    [
      mrkdwn`*${contactName(plan)}*`,
      ...(plan.trouble === undefined ? lines : [warning(plan.trouble)]),
      plan.trouble === undefined && lines.length === 0 ? warning('It pages nobody.') : undefined,
    ],
    '\n',
  );
}

/** A person is one line; a schedule has a line for now and next, and one for each time when nobody is on call. */
function targetLines(target: OnCallTarget, stage: Mrkdwn, withName: boolean): Mrkdwn[] {
  const name = contactName(target);
  if (target.trouble !== undefined) return [mrkdwn`:warning: ${stage}${name}: ${brief(target.trouble, 300)}`];
  if (target.onCall === undefined) return [mrkdwn`${stage}${name}`];
  const head = withName ? mrkdwn`${stage}${name}: ` : stage;
  return [mrkdwn`${head}${nowWords(target.onCall, target)}`, ...gapLines(target.onCall)];
}

function nowWords({ now, next, readUntilMs }: OnCall, target: OnCallTarget): Mrkdwn {
  const following = next === undefined ? undefined : mrkdwn`next: ${onCallNames(next, target)}`;
  if (now.length === 0) {
    const until = next === undefined ? readUntilMs : next.startMs;
    return join([mrkdwn`:warning: nobody is on call until ${date(until)}`, following], ' · ');
  }
  const shifts = now.map((shift) => mrkdwn`${onCallNames(shift, target)} until ${date(shift.endMs)}`);
  return join([join(shifts, ', '), following], ' · ');
}

/** `Ben Okafor (in place of Ada)`. Plain and untrusted. */
export function onCallNames({ contactArns, replacesArns = [] }: Shift, { people }: OnCallTarget): string {
  const named = (arns: readonly string[]) => listed(arns.map((contactArn) => nameIn(contactArn, people)));
  return replacesArns.length === 0 ? named(contactArns) : `${named(contactArns)} (in place of ${named(replacesArns)})`;
}

const nameIn = (contactArn: string, people: OnCallTarget['people']): string =>
  contactName(people?.get(contactArn) ?? { contactArn });

/** Times ahead without anybody; that of now is said with who is next. */
function gapLines({ gaps, now, readUntilMs }: OnCall): Mrkdwn[] {
  const ahead = now.length === 0 ? gaps.slice(1) : gaps;
  const shown = ahead.slice(0, gapsShown).map(({ startMs, endMs }) => {
    const end =
      endMs >= readUntilMs ? empty : mrkdwn` to ${date(endMs, endMs - startMs < dayMs ? '{time}' : undefined)}`;
    return mrkdwn`:warning: Nobody from ${date(startMs)}${end}`;
  });
  const rest = ahead.length - shown.length;
  return rest <= 0 ? shown : [...shown, mrkdwn`:warning: and ${rest} more times in the next 7 days`];
}

const warning = (words: string): Mrkdwn => mrkdwn`:warning: ${brief(words, 300)}`;
