import type { OnCallPlan } from '../../incidents/people/on-call.ts';
import { type CardMessage, context, header, section } from '../block-kit/blocks.ts';
import { fitMessage } from '../block-kit/fit-message.ts';
import { date, empty, type Mrkdwn, mrkdwn, truncateMrkdwn, utc } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { contactName, listed } from '../words/engagement-words.ts';
import { onCallLines, onCallNames } from '../words/on-call-words.ts';

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

const longestText = 200;

/** Who would be paged now, stage after stage; who is next; when nobody is on call. For the requester alone. */
export function onCallCard({ subject, plans, more, trouble, nowMs }: OnCallCard): CardMessage {
  const rows = plans.map((plan) => section(onCallLines(plan)));
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

/** Plain: for the lock screen. */
function notificationText(subject: string, plans: readonly OnCallPlan[]): Mrkdwn {
  const said = plans.map((plan) => {
    const [first] = plan.stages;
    const who = (first?.targets ?? []).map((target) => {
      if (target.trouble !== undefined) return 'could not be read';
      if (target.onCall === undefined) return contactName(target);
      const [shift] = target.onCall.now;
      return shift === undefined ? 'nobody' : `${onCallNames(shift, target)} until ${utc(shift.endMs)}`;
    });
    const words = plan.trouble === undefined ? listed(who) || 'nobody' : 'could not be read';
    return plans.length === 1 ? words : `${contactName(plan)}: ${words}`;
  });
  const about = subject === '' ? empty : mrkdwn` for ${brief(subject, 60)}`;
  return mrkdwn`On call${about}: ${said.join('; ') || 'nobody'}.`;
}
