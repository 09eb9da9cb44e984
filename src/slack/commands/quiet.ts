import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { durationText } from '../../incidents/duration.ts';
import type { Watch } from '../../incidents/watch.ts';
import { tell } from '../requester/requester.ts';
import { movedToCardGroup } from '../targets/moved-to-card-group.ts';
import { targetHere } from '../targets/target-here.ts';
import type { CommandCall } from './command.ts';

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const span = /^(?:for\s+)?(\d{1,5}(?:\.\d{1,3})?)\s*(m|h|d)(?:in(?:ute)?s?|(?:ou)?rs?|ays?)?$/i;
const longestMs = 14 * 86_400_000;

/** `/incident quiet [<arn>] 2h`, `/incident quiet [<arn>] off`. */
export async function quiet(call: CommandCall): Promise<void> {
  const { requester, services } = call;
  const { arn, rest } = await targetHere(call.rest, requester, services, 'value');
  const forMs = readSpan(rest);
  if (await movedToCardGroup(call, arn, `quiet ${arn.arn} ${rest}`)) return;
  // One time for all, or two hours would read as 1 h 59 min.
  const nowMs = services.now();
  const watch = await services.watchKeeper.pause(arn.arn, requester.channel, forMs, nowMs);
  if (watch === undefined) {
    throw new AppError('not_understood', 'This channel does not watch that incident. /incident watch makes it do so.');
  }
  await tell(services.slack, requester, lineCard(words(watch, nowMs)));
}

/**
 * @returns milliseconds, 0 for `off`
 * @throws AppError `not_understood`
 */
function readSpan(text: string): number {
  if (text.toLowerCase() === 'off') return 0;
  const [, count, unit = ''] = span.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit.toLowerCase()] ?? Number.NaN);
  if (ms > 0 && ms <= longestMs) return ms;
  throw new AppError('not_understood', 'For how long? /incident quiet 2h, 30m or 1d (14 days at most), or off.');
}

function words({ quietUntilMs, nextPostMs: next }: Watch, now: number): string {
  if (next === undefined) return 'An incident of this impact gets no status updates here.';
  const inTime = durationText(next - now);
  return quietUntilMs === undefined
    ? `Status updates go on here, the next one in ${inTime}.`
    : `No status updates here for ${durationText(quietUntilMs - now)}, then they go on: the next one in ${inTime}. The card stays current. /incident quiet off ends that.`;
}
