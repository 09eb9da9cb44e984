import type { CompositeAlarm } from '@aws-sdk/client-cloudwatch';
import { type AlarmArn, type AlarmQuiet, type AlarmReading, parseAlarmArn } from '../../../incidents/alarm.ts';
import { createRecent } from '../../../recent.ts';
import type { Accounts } from '../../accounts.ts';
import type { AwsClients } from '../../clients.ts';
import { toAwsError } from '../../fault.ts';
import { alarmNumbers, triggeringAlarms } from './alarm-numbers.ts';
import type { DescribeAlarm, DescribedAlarm } from './describe-alarms.ts';

/**
 * Reads an alarm's state in numbers. What the app's role may not read is left out; never throws.
 * @param arn what started an incident; anything but an alarm's ARN is answered with `undefined`
 * @param patienceMs how long its turn may take to come
 */
export type ReadAlarm = (arn: string | undefined, patienceMs: number) => Promise<AlarmReading | undefined>;

const childrenRead = 10;
const contributorsShown = 20;
const longestReason = 500;
/** Mute rules and refusals are asked about again by then, in milliseconds. */
const asideMs = 60_000;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
export function createReadAlarm(
  describe: DescribeAlarm,
  clients: AwsClients,
  accounts: Accounts,
  now: () => number,
): ReadAlarm {
  const refused = createRecent<true>(100, now);
  const mutes = createRecent<boolean>(1000, now);

  /** Asks for what the line can do without: where the role lacks the action it is not asked again for a while. */
  async function aside<T>(action: string, { account }: AlarmArn, call: () => Promise<T>): Promise<T | undefined> {
    const key = `${account} ${action}`;
    if (refused.get(key)) return undefined;
    return call().catch((error: unknown) => {
      if (toAwsError(error, action).code === 'access_denied') refused.set(key, true, asideMs);
      return undefined;
    });
  }

  const clientOf = async ({ region, account }: AlarmArn) => clients.cloudWatch(region, await accounts.roleFor(account));

  const isMuted = async (arn: AlarmArn): Promise<boolean> => {
    const known = mutes.get(arn.arn);
    if (known !== undefined) return known;
    const rules = await aside('cloudwatch:ListAlarmMuteRules', arn, async () => {
      const { ListAlarmMuteRulesCommand } = await import('@aws-sdk/client-cloudwatch');
      const input = { AlarmName: arn.name, Statuses: ['ACTIVE' as const], MaxRecords: 1 };
      return (await clientOf(arn)).send(new ListAlarmMuteRulesCommand(input));
    });
    const muted = (rules?.AlarmMuteRuleSummaries ?? []).length > 0;
    mutes.set(arn.arn, muted, asideMs);
    return muted;
  };

  async function contributorsOf(arn: AlarmArn): Promise<string[] | undefined> {
    const answer = await aside('cloudwatch:DescribeAlarmContributors', arn, async () => {
      const { DescribeAlarmContributorsCommand } = await import('@aws-sdk/client-cloudwatch');
      return (await clientOf(arn)).send(new DescribeAlarmContributorsCommand({ AlarmName: arn.name }));
    });
    return answer?.AlarmContributors?.slice(0, contributorsShown).map(({ ContributorAttributes = {} }) =>
      Object.entries(ContributorAttributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    );
  }

  /** The children that fired; where the alarm does not name them, those in alarm are the likeliest. */
  async function childrenOf(arn: AlarmArn, alarm: CompositeAlarm, patienceMs: number): Promise<AlarmReading[]> {
    const named = triggeringAlarms(alarm.StateReasonData);
    const arns = named.length > 0 ? named : await childrenInAlarm(arn);
    const children = await Promise.all(
      arns.slice(0, childrenRead).map(async (text) => {
        const child = parseAlarmArn(text);
        const described = child && (await describe(child, patienceMs).catch(() => undefined));
        return child && described && own(child, described);
      }),
    );
    return children.filter((child) => child?.state === 'ALARM').filter((child) => child !== undefined);
  }

  const childrenInAlarm = async (arn: AlarmArn): Promise<string[]> => {
    const answer = await aside('cloudwatch:DescribeAlarms', arn, async () => {
      const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
      return (await clientOf(arn)).send(new DescribeAlarmsCommand({ ChildrenOfAlarmName: arn.name }));
    });
    const children = [...(answer?.MetricAlarms ?? []), ...(answer?.CompositeAlarms ?? [])];
    return children.flatMap(({ AlarmArn, StateValue }) => (StateValue === 'ALARM' && AlarmArn ? [AlarmArn] : []));
  };

  /** What the alarm tells of itself. */
  function own({ arn, name }: AlarmArn, { type, alarm }: DescribedAlarm): AlarmReading {
    const { StateValue: state = '', StateReason: reason, ActionsEnabled } = alarm;
    const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
    const numbers = type === 'metric' ? alarmNumbers(alarm) : undefined;
    const quiet = quietOf(type === 'composite' ? alarm.ActionsSuppressedBy : undefined, ActionsEnabled);
    return {
      arn,
      name,
      state,
      ...(since && { sinceMs: since.getTime() }),
      ...(numbers && { numbers }),
      ...(numbers === undefined && reason && { reason: reason.slice(0, longestReason) }),
      ...(quiet && { quiet }),
      readAtMs: now(),
    };
  }

  async function whole(arn: AlarmArn, described: DescribedAlarm, patienceMs: number): Promise<AlarmReading> {
    const reading = own(arn, described);
    if (reading.state !== 'ALARM') return reading;
    const { type, alarm } = described;
    const [muted, contributors, children] = await Promise.all([
      reading.quiet === undefined && isMuted(arn),
      type === 'metric' && isGrouped(alarm.Metrics) ? contributorsOf(arn) : undefined,
      type === 'composite' ? childrenOf(arn, alarm, patienceMs) : undefined,
    ]);
    return {
      ...reading,
      ...(muted && { quiet: 'muted' as const }),
      ...(contributors?.length && { contributors }),
      ...(children?.length && { children }),
    };
  }

  return async (text, patienceMs) => {
    const arn = parseAlarmArn(text);
    if (arn === undefined) return undefined;
    try {
      const described = await describe(arn, patienceMs);
      return described && (await whole(arn, described, patienceMs));
    } catch {
      return undefined;
    }
  };
}

function quietOf(suppressedBy: string | undefined, actionsEnabled: boolean | undefined): AlarmQuiet | undefined {
  if (actionsEnabled === false) return 'off';
  return suppressedBy === undefined ? undefined : 'suppressed';
}

/** Whether an alarm watches several time series at once: a Metrics Insights query with groups. */
const isGrouped = (queries: readonly { Expression?: string | undefined }[] = []): boolean =>
  queries.some(({ Expression = '' }) => /\bGROUP\s+BY\b/i.test(Expression));
