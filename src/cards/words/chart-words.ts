import type { AlarmReading } from '../../incidents/alarm.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { date, join, type Mrkdwn, mrkdwn, utc } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { alarmName, alarmState, measured } from './alarm-words.ts';

/** The content of a chart. Times are epoch milliseconds. */
export interface ChartFacts {
  alarm: AlarmReading;
  incidentMs: number;
  startMs: number;
  endMs: number;
}

/** Slack's limit. */
const longestAlt = 1000;

/** The alternative text of a chart. Plain and untrusted. */
export function chartAlt(
  { alarm, incidentMs, startMs, endMs }: ChartFacts,
  record: Pick<IncidentRecord, 'title'>,
): string {
  const { numbers } = alarm;
  const threshold = numbers?.threshold === undefined ? '' : `, threshold ${numbers.threshold}`;
  const facts = [measured(alarm), alarmState(alarm)].filter((part) => part !== '').join(', ');
  const since = alarm.sinceMs === undefined ? '' : ` since ${utc(alarm.sinceMs)}`;
  const span = `from ${utc(startMs)} to ${utc(endMs)}${threshold}`;
  const text = `Chart of alarm ${alarmName(alarm)} ${span}. ${facts}${since}. The incident “${brief(record.title, 100)}” started ${utc(incidentMs)}.`;
  return truncate(text, longestAlt);
}

/** The line above the chart. Complete on its own, for notifications. */
export function chartComment({ alarm, incidentMs }: ChartFacts): Mrkdwn {
  const since = alarm.sinceMs === undefined ? undefined : mrkdwn`since ${date(alarm.sinceMs)}`;
  const text = [measured(alarm), alarmState(alarm)].filter((part) => part !== '').join(', ');
  const facts = join([mrkdwn`${alarmName(alarm)}: ${text}`, since], ' ');
  return mrkdwn`${facts}. The vertical line marks the incident's start, ${date(incidentMs)}.`;
}
