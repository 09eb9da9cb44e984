import type { AlarmMuteRuleSummary, StateValue } from '@aws-sdk/client-cloudwatch';
import { accountOf, regionIn } from '../arns.ts';
import type { AlarmChange, StoredAlarm, StoredCompositeAlarm } from './alarm.ts';
import { compositeReason, type Evaluated, stateReason } from './state-reason.ts';

/** The alarms of the embedded CloudWatch. */
export interface Alarms {
  /** Adds an alarm in its current state, without notifying any listener. */
  put(alarm: StoredAlarm): void;
  find(arn: string): StoredAlarm | undefined;
  /** Alarms of one account and Region, in order of name. */
  list(account: string, region: string): StoredAlarm[];
  /**
   * Changes an alarm's state, and that of the composite alarms that follow from it.
   * @param evaluated the data points of the alarm's own metric
   */
  setState(arn: string, state: StateValue, evaluated?: Evaluated): void;
  /** Mutes an alarm's actions. */
  mute(arn: string, rule: AlarmMuteRuleSummary): void;
  muteRules(arn: string): AlarmMuteRuleSummary[];
  onChange(listener: (change: AlarmChange) => void): void;
  /** Whether the caller's rights are for alarms by name only: composite alarms are then left out, without an error. */
  namedOnly: boolean;
}

const quoted = /(ALARM|OK|INSUFFICIENT_DATA)\("?([^")]+)"?\)/g;

/** The children that a composite alarm's rule names, by name or ARN, as names. */
export function childrenOf({ described }: StoredCompositeAlarm): string[] {
  return [...described.AlarmRule.matchAll(quoted)].map(([, , name = '']) => name.replace(/^arn:.*?:alarm:/, ''));
}

/** @param now epoch milliseconds */
export function createAlarms({ now }: { now: () => number }): Alarms {
  const stored = new Map<string, StoredAlarm>();
  const mutes = new Map<string, AlarmMuteRuleSummary[]>();
  const listeners: ((change: AlarmChange) => void)[] = [];
  const siblings = (arn: string) =>
    [...stored.values()].filter(
      ({ AlarmArn }) => accountOf(AlarmArn) === accountOf(arn) && regionIn(AlarmArn) === regionIn(arn),
    );

  function change(alarm: StoredAlarm, state: StateValue, reason: object): void {
    const from = alarm.StateValue;
    const at = new Date(now());
    alarm.StateValue = state;
    alarm.StateUpdatedTimestamp = at;
    Object.assign(alarm.described, reason, { StateTransitionedTimestamp: at });
    if (from === state) return;
    for (const listener of listeners) listener({ alarm, from });
    for (const parent of siblings(alarm.AlarmArn)) {
      if (parent.type === 'CompositeAlarm' && childrenOf(parent).includes(alarm.AlarmName)) evaluate(parent);
    }
  }

  /** `ALARM(…)` terms joined by OR, or by AND. */
  function evaluate(parent: StoredCompositeAlarm): void {
    const names = childrenOf(parent);
    const children = siblings(parent.AlarmArn).filter(({ AlarmName }) => names.includes(AlarmName));
    const inAlarm = children.filter(({ StateValue }) => StateValue === 'ALARM');
    const isAll = /\bAND\b/.test(parent.described.AlarmRule);
    const fires = isAll ? inAlarm.length === names.length : inAlarm.length > 0;
    const state = fires ? 'ALARM' : 'OK';
    if (state === parent.StateValue) return;
    const causes = (fires ? inAlarm : children).map(({ AlarmArn, StateValue, StateUpdatedTimestamp }) => ({
      arn: AlarmArn,
      state: StateValue,
      atMs: StateUpdatedTimestamp.getTime(),
    }));
    change(parent, state, compositeReason(causes));
  }

  return {
    namedOnly: false,
    put: (alarm) => void stored.set(alarm.AlarmArn, alarm),
    find: (arn) => stored.get(arn),
    list: (account, region) =>
      [...stored.values()]
        .filter(({ AlarmArn }) => accountOf(AlarmArn) === account && regionIn(AlarmArn) === region)
        .sort((a, b) => a.AlarmName.localeCompare(b.AlarmName)),
    setState(arn, state, evaluated) {
      const alarm = stored.get(arn);
      if (alarm === undefined) throw new Error(`no such alarm: ${arn}`);
      const isMeasured = evaluated !== undefined && alarm.type === 'MetricAlarm';
      change(alarm, state, isMeasured ? stateReason(alarm.described, state, evaluated, now()) : {});
    },
    mute: (arn, rule) => void mutes.set(arn, [...(mutes.get(arn) ?? []), rule]),
    muteRules: (arn) => mutes.get(arn) ?? [],
    onChange: (listener) => void listeners.push(listener),
  };
}
