import { type CardMessage, context, header, section } from './blocks.ts';
import { cut } from './cut.ts';
import type { Mrkdwn } from './mrkdwn.ts';
import { code, date, mrkdwn } from './mrkdwn.ts';
import { goneMark, titleOf } from './state-words.ts';

/** The card of an incident whose record is no more: what was known of it, and since when it is gone. */
export function goneCard(incident: { arn: string; title: string }, noticedAtMs: number): CardMessage {
  const title = titleOf(incident);
  const since: Mrkdwn = mrkdwn`*No longer in Incident Manager* · noticed ${date(noticedAtMs)}`;
  return {
    text: mrkdwn`No longer in Incident Manager: ${cut(title, 200)}. Nothing left to do here.`.text,
    blocks: [header(`${goneMark} ${title}`), section(since), context(code(cut(incident.arn, 1000)))],
  };
}
