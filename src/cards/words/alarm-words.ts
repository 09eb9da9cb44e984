import type { AlarmNumbers, AlarmQuiet, AlarmReading } from '../../incidents/alarm.ts';
import { durationText } from '../../incidents/duration.ts';
import { resourceUrl } from '../../incidents/links/console-links.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { date, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { listed } from './engagement-words.ts';

const longestName = 80;
const longestReason = 150;
const childrenShown = 2;

const quietWords: Readonly<Record<AlarmQuiet, string>> = {
  muted: 'muted',
  suppressed: 'its actions are suppressed',
  off: 'its actions are off',
};

/**
 * The current state of the alarm that started an incident: `checkout-p99: 2.4 > 1.5 for 3 min, in alarm since 12:01`.
 * For a resolved incident, only that the alarm has not returned to normal.
 * @returns `undefined` when there is no alarm, or nothing to say about it
 */
export function alarmStateLine({ alarm, record }: IncidentSnapshot): Mrkdwn | undefined {
  if (alarm === undefined) return undefined;
  const isOver = stateOf(record) === 'resolved';
  if (isOver && (alarm.state !== 'ALARM' || alarm.readAtMs < (record.resolvedAtMs ?? 0))) return undefined;
  const quiet = alarm.quiet === undefined ? undefined : mrkdwn`(${quietWords[alarm.quiet]})`;
  const state = isOver ? mrkdwn`still in alarm` : join([stateWords(alarm), alarmSince(alarm)], ' ');
  return join([mrkdwn`${linkedName(alarm)}: ${state}`, quiet], ' ');
}

/** A change of an alarm's state, as a sentence without a full stop. Plain and untrusted. */
export function alarmChangeSentence(alarm: AlarmReading): string {
  const name = alarmName(alarm);
  switch (alarm.state) {
    case 'OK':
      return `Alarm ${name} is back to normal`;
    case 'ALARM':
      return `Alarm ${name} is in alarm again${withColon(measured(alarm))}`;
    case 'INSUFFICIENT_DATA':
      return `Alarm ${name} has no data`;
    default:
      return `Alarm ${name}: ${brief(alarm.state, 40) || 'state unknown'}`;
  }
}

/** `since 12:04`: when the alarm entered its state. */
export const alarmSince = ({ sinceMs }: AlarmReading): Mrkdwn | undefined =>
  sinceMs === undefined ? undefined : mrkdwn`since ${date(sinceMs)}`;

/** The measurements of an alarm: `2.4 > 1.5 for 3 min`, `120, expected 410.5 to 980.3`. */
export function numbersText({ value, comparison, threshold, band, breachedMs, outOfMs }: AlarmNumbers): string {
  const limit =
    band !== undefined
      ? `${number(value)}, expected ${number(band.lower)} to ${number(band.upper)}`
      : `${number(value)} ${comparison} ${number(threshold ?? 0)}`;
  if (breachedMs === undefined) return limit;
  const time = spanText(breachedMs);
  return outOfMs === undefined ? `${limit} for ${time}` : `${limit} for ${time} of ${spanText(outOfMs)}`;
}

/** Plain and untrusted. */
export const alarmName = ({ name }: AlarmReading): string => brief(name, longestName) || 'without a name';
const linkedName = (alarm: AlarmReading): Mrkdwn => link(resourceUrl(alarm.arn), alarmName(alarm));
const withColon = (text: string) => (text === '' ? '' : `: ${text}`);

const stateNames: Readonly<Record<string, string>> = {
  OK: 'back to normal',
  ALARM: 'in alarm',
  INSUFFICIENT_DATA: 'no data',
};

/** The state in words, as they stand before `since 12:04`; that of a state that this version does not know is untrusted. */
export const alarmState = ({ state }: AlarmReading): string =>
  Object.hasOwn(stateNames, state) ? (stateNames[state] ?? '') : brief(state, 40);

/** Words before `since 12:04`. */
function stateWords(alarm: AlarmReading): Mrkdwn {
  const why = alarm.state === 'ALARM' ? measured(alarm) : '';
  const state = alarmState(alarm) || 'state unknown';
  return why === '' ? mrkdwn`${state}` : mrkdwn`${why}, ${state}`;
}

/** Why it is in alarm: its numbers, the child alarms or time series that triggered it, or AWS's reason. */
export function measured(alarm: AlarmReading): string {
  const { numbers, children = [], contributors = [], reason = '' } = alarm;
  if (children.length > 0) return childrenText(children);
  if (contributors.length > 0) return listed(contributors.map((each) => brief(each, 60)));
  return numbers === undefined ? brief(reason, longestReason) : numbersText(numbers);
}

function childrenText(children: readonly AlarmReading[]): string {
  const shown = children.slice(0, childrenShown).map((child) => `${alarmName(child)}${withSpace(child)}`);
  const rest = children.length - shown.length;
  return rest > 0 ? `${shown.join('; ')} and ${rest} more` : shown.join('; ');
}

const withSpace = ({ numbers }: AlarmReading) => (numbers === undefined ? '' : ` ${numbersText(numbers)}`);

const exact = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Four significant digits, and all digits before the decimal point. */
const number = (value: number): string => (Math.abs(value) >= 1000 ? whole : exact).format(value);

/** Data points may be seconds apart, which `durationText` does not show. */
const spanText = (ms: number): string => (ms < 60_000 ? `${Math.round(ms / 1000)} s` : durationText(ms));
