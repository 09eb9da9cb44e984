import { resourceUrl } from '../../incidents/links/console-links.ts';
import { type CardMessage, section } from '../block-kit/blocks.ts';
import { date, link, mrkdwn } from '../text/mrkdwn.ts';
import { brief, ended } from '../text/sentence.ts';
import { lockScreenText } from './headline.ts';

/** A CloudWatch alarm that names no incident. */
export interface AlarmChange {
  name: string;
  /** `ALARM`, `OK`, `INSUFFICIENT_DATA`. */
  state: string;
  reason?: string;
  arn?: string;
  atMs?: number;
  /** The time series that changed, of an alarm that watches several: `TableName=orders`. */
  contributor?: string;
  /** Until when its actions are muted, in epoch milliseconds. */
  mutedUntilMs?: number;
}

const states: Readonly<Record<string, string>> = {
  ALARM: '❗ In alarm',
  OK: '✔️ OK again',
  INSUFFICIENT_DATA: '❔ Without data',
};

/** One line about an alarm, for channels that turned alarms on. */
export function alarmLine(alarm: AlarmChange): CardMessage {
  const state = Object.hasOwn(states, alarm.state) ? (states[alarm.state] ?? '') : brief(alarm.state, 40);
  const series = brief(alarm.contributor ?? '', 150);
  const name = `${brief(alarm.name, 200)}${series === '' ? '' : ` [${series}]`}`;
  const muted = alarm.mutedUntilMs === undefined ? '' : mrkdwn` (muted until ${date(alarm.mutedUntilMs)})`;
  const reason = brief(alarm.reason ?? '', 300);
  const when = alarm.atMs === undefined ? '' : mrkdwn` · ${date(alarm.atMs)}`;
  const linked = link(alarm.arn === undefined ? undefined : resourceUrl(alarm.arn), name);
  return {
    text: lockScreenText(ended(`${state}: ${name}${reason === '' ? '' : `. ${reason}`}`)),
    blocks: [section(mrkdwn`*${state}:* ${linked}${when}${muted}${reason === '' ? '' : mrkdwn`\n${reason}`}`)],
  };
}
