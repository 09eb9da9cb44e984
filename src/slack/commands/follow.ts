import { incidentList } from '../../cards/surfaces/incident-list.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { truncate } from '../../cards/text/truncate.ts';
import type { ListedIncident } from '../../cards/words/incident-line.ts';
import type { Digest } from '../../clock/digest-store.ts';
import { nextLocalTimeMs } from '../../clock/digest-time.ts';
import { nearestZones, parseZone } from '../../clock/time-zone.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import { durationText } from '../../incidents/duration.ts';
import type { Watch } from '../../incidents/watch.ts';
import { expectedPostMs } from '../../watches/with-watches.ts';
import { cardOptions, type DrawingOptions } from '../channel/draw-card.ts';
import { type UnwatchingHere, unwatchHere, type WatchingHere, watchHere } from '../channel/watch-here.ts';
import { isDirect, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';
import { type CommandCall, moveToCardGroup } from './command.ts';

/** `/incident watch [<arn>] [every 30m]`. */
export async function watch(call: CommandCall<Targeting & WatchingHere & Pick<Services, 'queue'>>): Promise<void> {
  const { requester, services } = call;
  const { cadenceMs, rest } = parseCadence(call.rest);
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  const every = cadenceMs === undefined ? '' : ` every ${cadenceMs / 1000}s`;
  if (await moveToCardGroup(call, arn, `watch ${arn.arn}${every}`)) return;
  await watchHere(arn, requester, services, cadenceMs);
}

/** `/incident unwatch [<arn>]`. */
export async function unwatch(call: CommandCall<Targeting & UnwatchingHere & Pick<Services, 'queue'>>): Promise<void> {
  const { requester, rest, services } = call;
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  if (await moveToCardGroup(call, arn, `unwatch ${arn.arn}`)) return;
  await unwatchHere(arn, requester, services);
}

/** `/incident watching`: the incidents that this channel watches, for the requester alone. */
export async function watching({
  requester,
  services,
}: CommandCall<DrawingOptions & Pick<Services, 'watches' | 'cardStore' | 'writer' | 'slack'>>): Promise<void> {
  const watches = requester.channel === '' ? [] : await services.watches.inChannel(requester.channel);
  const listed = await Promise.all(watches.map(({ watch }) => listedIncident(watch, services)));
  const incidents = listed.filter((incident) => incident !== undefined);
  const { now, actions } = cardOptions(services);
  await tell(services.slack, requester, incidentList(incidents, { now, actions, heading: 'Watched in this channel' }));
}

/** @returns `undefined` if the card is not drawn yet: the watch is new */
async function listedIncident(
  watch: Watch,
  services: Pick<Services, 'cardStore' | 'writer'>,
): Promise<ListedIncident | undefined> {
  const { arn, channel } = watch;
  const nextPostAtMs = expectedPostMs(watch);
  const card = (await services.cardStore.get(arn, channel))?.card;
  if (card?.reading === undefined || card.ts === undefined) return undefined;
  const cardUrl = await services.writer.link(channel, card.ts);
  return {
    ...card.reading.record,
    watched: true,
    ...(nextPostAtMs !== undefined && { nextPostAtMs }),
    ...(cardUrl !== undefined && { cardUrl }),
  };
}

/** The interval that a text asks for, and the rest of the text. */
export interface Cadence {
  cadenceMs?: number;
  rest: string;
}

const cadenceUnitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const shortestCadenceMs = 30_000;
const longestCadenceMs = 24 * 3_600_000;
/** A duration without `every` before it, or after a misspelt one. */
const bareDuration = /(?:^|\s)\d{1,6}(?:\.\d{1,6})?\s*[a-z]*$/i;
const clause = /(?:^|\s)every(?:\s+(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})?\s*([a-z]*))?(?=\s|$)/i;

/**
 * Finds `every 30m`, `every 1.5 hours` or `every hour` in a text.
 * @throws AppError `not_understood` for `every` without a duration, a duration without `every`, or one out of bounds
 * @example
 * parseCadence('arn:… every 30m'); // { cadenceMs: 1_800_000, rest: 'arn:…' }
 */
export function parseCadence(text: string): Cadence {
  const match = clause.exec(text);
  if (match === null && !bareDuration.test(text.trim())) return { rest: text.trim() };
  const [found = '', count, unit = ''] = match ?? [];
  const cadenceMs = Number(count ?? 1) * (unitOf(unit, count !== undefined) ?? Number.NaN);
  if (!(cadenceMs >= shortestCadenceMs && cadenceMs <= longestCadenceMs)) {
    throw new AppError(
      'not_understood',
      'Status updates can come every 30s up to every 24h: every 30m, every 1.5 hours, every hour.',
    );
  }
  return { cadenceMs: Math.round(cadenceMs), rest: text.replace(found, ' ').trim() };
}

/** Milliseconds of a unit; minutes for a number without one. */
function unitOf(word: string, counted: boolean): number | undefined {
  if (word === '') return counted ? cadenceUnitMs.m : undefined;
  const unit = /^(s|m|h)$|^(s)ec(?:ond)?s?$|^(m)in(?:ute)?s?$|^(h)(?:r|our)s?$/i.exec(word);
  return cadenceUnitMs[(unit?.slice(1).find((letter) => letter !== undefined) ?? '').toLowerCase()];
}

const pauseUnitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const span = /^(?:for\s+)?(\d{1,5}(?:\.\d{1,3})?)\s*(m|h|d)(?:in(?:ute)?s?|(?:ou)?rs?|ays?)?$/i;
const longestPauseMs = 14 * 86_400_000;

/** `/incident quiet [<arn>] 2h`, `/incident quiet [<arn>] off`. */
export async function quiet(
  call: CommandCall<Targeting & Pick<Services, 'queue' | 'watchKeeper' | 'slack' | 'now'>>,
): Promise<void> {
  const { requester, services } = call;
  const { arn, rest } = await targetHere(call.rest, requester, services, 'value');
  const forMs = readSpan(rest);
  if (await moveToCardGroup(call, arn, `quiet ${arn.arn} ${rest}`)) return;
  // One reading of the clock, or two hours would read as 1 h 59 min.
  const nowMs = services.now();
  const watch = await services.watchKeeper.pause(arn.arn, requester.channel, forMs, nowMs);
  if (watch === undefined) {
    throw new AppError('not_understood', 'This channel does not watch that incident. /incident watch starts that.');
  }
  await tell(services.slack, requester, lineCard(pauseText(watch, nowMs)));
}

/**
 * @returns milliseconds, 0 for `off`
 * @throws AppError `not_understood`
 */
function readSpan(text: string): number {
  if (text.toLowerCase() === 'off') return 0;
  const [, count, unit = ''] = span.exec(text) ?? [];
  const ms = Number(count) * (pauseUnitMs[unit.toLowerCase()] ?? Number.NaN);
  if (ms > 0 && ms <= longestPauseMs) return ms;
  throw new AppError('not_understood', 'For how long? /incident quiet 2h, 30m or 1d (14 days at most), or off.');
}

function pauseText({ quietUntilMs, nextPostMs: next }: Watch, now: number): string {
  if (next === undefined) return 'An incident of this impact gets no status updates here.';
  const inTime = durationText(next - now);
  return quietUntilMs === undefined
    ? `Status updates continue here, the next one in ${inTime}.`
    : `No status updates here for ${durationText(quietUntilMs - now)}, then they continue: the next one in ${inTime}. The card stays current. /incident quiet off ends that.`;
}

const time = /^(\d{1,2})(?::(\d{2}))?\s*(am|pm)?$/i;

type Digesting = Pick<Services, 'digests' | 'channels' | 'gate' | 'now'>;

/** `/incident digest [09:00 Europe/London | off]`: shows or sets the daily digest of this channel. */
export async function digest(call: CommandCall<Digesting & Pick<Services, 'slack'>>): Promise<void> {
  const { requester, rest, services } = call;
  const { channel } = requester;
  if (rest.toLowerCase() === 'off') await services.digests.remove(channel);
  else if (rest !== '') await startDigest(call);
  const stored = await services.digests.get(channel);
  const line = stored
    ? digestText(stored.digest, services.now())
    : 'This channel gets no digest. To get one: /incident digest 09:00 Europe/London';
  await tell(services.slack, requester, lineCard(line));
}

async function startDigest({ requester, rest, services }: CommandCall<Digesting>): Promise<void> {
  const { channel, user } = requester;
  const { minuteOfDay, zone } = readWhen(rest);
  await checkCanPost(channel, services);
  const sinceMs = services.now();
  const nextMs = nextLocalTimeMs(minuteOfDay, zone, sinceMs);
  await services.digests.put({ channel, by: user, minuteOfDay, zone, sinceMs, nextMs }, 'anything');
}

/** @throws AppError if the digest could never be posted in the channel */
async function checkCanPost(channel: string, { channels, gate }: Digesting): Promise<void> {
  // Slack says nothing about a private channel that the app is not in. Direct messages have no membership.
  if (!isDirect(channel) && (await channels.isMember(channel)) === undefined) {
    throw new AppError(
      'slack_refused',
      'I am not in this channel, so I cannot post there. /invite me, then try again.',
    );
  }
  const shown = await gate.shownTo('list', channel);
  if (shown === 'refuse') throw sharedChannel();
  if (shown === 'requester') {
    throw new AppError('shared_channel', "I can't tell who else reads this channel, so it gets no digest.");
  }
}

/** @throws AppError `not_understood`, whose message says which part is wrong */
function readWhen(text: string): Pick<Digest, 'minuteOfDay' | 'zone'> {
  const [, at = '', zoneName = ''] = /^(\S+(?:\s+[ap]m(?=\s|$))?)\s*(.*)$/i.exec(text) ?? [];
  const [, hours = '', minutes = '0', half = ''] = time.exec(at) ?? [];
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const isTime = hours !== '' && hour < 24 && Number(minutes) < 60 && (half === '' || Number(hours) <= 12);
  if (!isTime) throw new AppError('not_understood', `"${at.slice(0, 20)}" is not a time of day. Write 09:00 or 9am.`);
  const zone = parseZone(zoneName);
  if (zone === undefined) throw noZone(at, zoneName);
  return { minuteOfDay: hour * 60 + Number(minutes), zone };
}

function noZone(at: string, typed: string): AppError {
  const choices = typed === '' ? [] : nearestZones(typed);
  const found = typed === '' ? 'I need a time zone' : `I don't know the time zone "${truncate(typed, 40)}"`;
  const meant = choices.length === 0 ? '' : ` Did you mean ${choices.join(' or ')}?`;
  const example = `/incident digest ${at} ${choices[0] ?? 'Europe/London'}`;
  return new AppError('not_understood', `${found}.${meant} Write ${example}, or an offset such as UTC+01:00.`);
}

function digestText({ minuteOfDay, zone, nextMs }: Digest, now: number): string {
  const clock = `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
  return `This channel gets a digest every day at ${clock} ${zone}, the next one in ${durationText(nextMs - now)}. /incident digest off ends that.`;
}
