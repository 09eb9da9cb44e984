import type { OnCall, OnCallPlan, OnCallTarget, Shift } from '../../incidents/on-call.ts';
import { type CardMessage, context, header, section } from '../block-kit/blocks.ts';
import { fitMessage } from '../block-kit/fit-message.ts';
import { date, empty, join, type Mrkdwn, mrkdwn, truncateMrkdwn, utc } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { contactName, listed } from '../words/engagement-words.ts';

export interface OnCallCard {
  /** What was asked about: the name of a response plan or contact; empty: all on-call schedules. */
  subject: string;
  plans: readonly OnCallPlan[];
  /** How many were not read. */
  more: number;
  /** What could not be read besides; one line. */
  trouble?: string;
  /** Epoch milliseconds. */
  nowMs: number;
}

const gapsShown = 2;
const dayMs = 86_400_000;
const longestText = 200;

/** Who would be paged now, stage after stage; who is next; when nobody is on call. For the requester alone. */
export function onCallCard({ subject, plans, more, trouble, nowMs }: OnCallCard): CardMessage {
  const rows = plans.map((plan) => section(planLines(plan)));
  const { text } = truncateMrkdwn(notificationText(subject, plans), longestText);
  const rest = more === 0 ? undefined : mrkdwn`${more} more: name one, as in ${'/incident oncall payments-rotation'}`;
  const blocks = fitMessage(
    [
      { blocks: [header(truncate(subject === '' ? 'On call' : `On call: ${brief(subject, 100)}`, 150))] },
      { blocks: rows, shorter: [() => rows.slice(0, 3)], yields: 1 },
      {
        blocks: [
          ...(plans.length === 0 ? [section(mrkdwn`Nobody: there is no contact, schedule or escalation plan.`)] : []),
          context(
            rest,
            trouble === undefined ? undefined : mrkdwn`${trouble}`,
            mrkdwn`Incident Manager at ${date(nowMs, '{time}')}`,
          ),
        ],
      },
    ],
    text.length,
  );
  return { text, blocks };
}

function planLines(plan: OnCallPlan): Mrkdwn {
  const isOne = plan.stages.length === 1 && plan.stages[0]?.targets[0]?.contactArn === plan.contactArn;
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

/** A person is one line; a schedule has a line for now and next, and one for each time without anybody. */
function targetLines(target: OnCallTarget, stage: Mrkdwn, withName: boolean): Mrkdwn[] {
  const name = contactName(target);
  if (target.trouble !== undefined) return [mrkdwn`:warning: ${stage}${name}: ${brief(target.trouble, 300)}`];
  if (target.onCall === undefined) return [mrkdwn`${stage}${name}`];
  const head = withName ? mrkdwn`${stage}${name}: ` : stage;
  return [mrkdwn`${head}${nowWords(target.onCall, target)}`, ...gapLines(target.onCall)];
}

function nowWords({ now, next, readUntilMs }: OnCall, target: OnCallTarget): Mrkdwn {
  const following = next === undefined ? undefined : mrkdwn`next: ${names(next, target)}`;
  if (now.length === 0) {
    const until = next === undefined ? readUntilMs : next.startMs;
    return join([mrkdwn`:warning: nobody is on call until ${date(until)}`, following], ' · ');
  }
  const shifts = now.map((shift) => mrkdwn`${names(shift, target)} until ${date(shift.endMs)}`);
  return join([join(shifts, ', '), following], ' · ');
}

/** `Ben Okafor (in place of Ada)`. Plain and untrusted. */
function names({ contactArns, replacesArns = [] }: Shift, { people }: OnCallTarget): string {
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

/** Plain: for the lock screen. */
function notificationText(subject: string, plans: readonly OnCallPlan[]): Mrkdwn {
  const said = plans.map((plan) => {
    const [first] = plan.stages;
    const who = (first?.targets ?? []).map((target) => {
      if (target.trouble !== undefined) return 'could not be read';
      if (target.onCall === undefined) return contactName(target);
      const [shift] = target.onCall.now;
      return shift === undefined ? 'nobody' : `${names(shift, target)} until ${utc(shift.endMs)}`;
    });
    const words = plan.trouble === undefined ? listed(who) || 'nobody' : 'could not be read';
    return plans.length === 1 ? words : `${contactName(plan)}: ${words}`;
  });
  const about = subject === '' ? empty : mrkdwn` for ${brief(subject, 60)}`;
  return mrkdwn`On call${about}: ${said.join('; ') || 'nobody'}.`;
}
