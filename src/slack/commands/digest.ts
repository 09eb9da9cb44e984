import { lineCard } from '../../cards/surfaces/line-card.ts';
import { truncate } from '../../cards/text/truncate.ts';
import type { Digest } from '../../clock/digest-store.ts';
import { nextLocalTimeMs } from '../../clock/digest-time.ts';
import { nearestZones, parseZone } from '../../clock/time-zone.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import { durationText } from '../../incidents/duration.ts';
import { isDirect, tell } from '../requester/requester.ts';
import type { CommandCall } from './command.ts';

const time = /^(\d{1,2})(?::(\d{2}))?\s*(am|pm)?$/i;

/** `/incident digest [09:00 Europe/London | off]`: the daily digest of this channel. */
export async function digest(call: CommandCall): Promise<void> {
  const { requester, rest, services } = call;
  const { channel } = requester;
  if (rest.toLowerCase() === 'off') await services.digests.remove(channel);
  else if (rest !== '') await begin(call);
  const stored = await services.digests.get(channel);
  const line = stored
    ? words(stored.digest, services.now())
    : 'This channel gets no digest. For one: /incident digest 09:00 Europe/London';
  await tell(services.slack, requester, lineCard(line));
}

async function begin({ requester, rest, services }: CommandCall): Promise<void> {
  const { channel, user } = requester;
  const { minuteOfDay, zone } = readWhen(rest);
  await checkCanPost(channel, services);
  const sinceMs = services.now();
  const nextMs = nextLocalTimeMs(minuteOfDay, zone, sinceMs);
  await services.digests.put({ channel, by: user, minuteOfDay, zone, sinceMs, nextMs }, 'anything');
}

/** @throws AppError where the digest could never come: nothing is promised then */
async function checkCanPost(channel: string, { channels, gate }: CommandCall['services']): Promise<void> {
  // Of a private channel that the app is not in, Slack tells it nothing. Direct messages have no members to ask for.
  if (!isDirect(channel) && (await channels.isMember(channel)) === undefined) {
    throw new AppError('slack_refused', 'I am not in this channel, so no digest can come. /invite me, then try again.');
  }
  const shown = await gate.shownTo('list', channel);
  if (shown === 'refuse') throw sharedChannel();
  if (shown === 'requester') {
    throw new AppError('shared_channel', 'I can’t tell who else reads this channel, so it gets no digest.');
  }
}

/** @throws AppError `not_understood` saying which part is wrong */
function readWhen(text: string): Pick<Digest, 'minuteOfDay' | 'zone'> {
  const [, at = '', zoneName = ''] = /^(\S+(?:\s+[ap]m(?=\s|$))?)\s*(.*)$/i.exec(text) ?? [];
  const [, hours = '', minutes = '0', half = ''] = time.exec(at) ?? [];
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const isTime = hours !== '' && hour < 24 && Number(minutes) < 60 && (half === '' || Number(hours) <= 12);
  if (!isTime) throw new AppError('not_understood', `“${at.slice(0, 20)}” is no time of day. Write 09:00 or 9am.`);
  const zone = parseZone(zoneName);
  if (zone === undefined) throw noZone(at, zoneName);
  return { minuteOfDay: hour * 60 + Number(minutes), zone };
}

function noZone(at: string, typed: string): AppError {
  const choices = typed === '' ? [] : nearestZones(typed);
  const found = typed === '' ? 'I need a time zone' : `I know no time zone “${truncate(typed, 40)}”`;
  const meant = choices.length === 0 ? '' : ` Did you mean ${choices.join(' or ')}?`;
  const example = `/incident digest ${at} ${choices[0] ?? 'Europe/London'}`;
  return new AppError('not_understood', `${found}.${meant} Write ${example}, or an offset such as UTC+01:00.`);
}

function words({ minuteOfDay, zone, nextMs }: Digest, now: number): string {
  const clock = `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
  return `This channel gets a digest every day at ${clock} ${zone}, the next one in ${durationText(nextMs - now)}. /incident digest off ends that.`;
}
