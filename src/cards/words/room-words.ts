import { impactName } from '../../incidents/impact.ts';
import { leadOf } from '../../incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { limits } from '../block-kit/limits.ts';
import { join, mrkdwn, truncateMrkdwn, utc } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { ageWords, stateMark, stateName, titleOf } from './state-words.ts';

const longestTitle = 120;

/**
 * The topic of an incident's room: `🔴 Critical, open since 2026-11-20 10:00 UTC · Lead: Ana Pérez · checkout-plan · Checkout latency`. It holds no
 * age, because it is set only when it changes.
 */
export function roomTopic(snapshot: IncidentSnapshot): string {
  const { record } = snapshot;
  const impact = impactName(record.impact);
  const state =
    stateOf(record) === 'resolved'
      ? mrkdwn`Resolved ${ageWords(record, 0)}, was ${impact}`
      : mrkdwn`${impact}, ${stateName(record).toLowerCase()} since ${utc(record.createdAtMs)}`;
  const lead = leadOf(snapshot);
  const parts = [
    mrkdwn`${stateMark(record)} ${state}`,
    lead === undefined ? undefined : mrkdwn`Lead: ${truncate(lead.name, 40)}`,
    mrkdwn`${truncate(record.arn.plan, 40)}`,
    mrkdwn`${truncate(titleOf(record), longestTitle)}`,
  ];
  return truncateMrkdwn(join(parts, ' · '), limits.channelTopic.max).text;
}
