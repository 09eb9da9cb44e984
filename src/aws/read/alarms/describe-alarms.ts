import type { CompositeAlarm, LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AppError } from '../../../errors.ts';
import type { AlarmArn } from '../../../incidents/alarm.ts';
import { createRecent } from '../../../recent.ts';
import type { Accounts } from '../../accounts.ts';
import type { AwsClients } from '../../clients.ts';
import { toAwsError } from '../../fault.ts';
import { createPaces } from '../../pace.ts';

/** An alarm as CloudWatch describes it. */
export type DescribedAlarm =
  | { type: 'metric'; alarm: MetricAlarm }
  | { type: 'composite'; alarm: CompositeAlarm }
  | { type: 'log'; alarm: LogAlarm };

/**
 * Describes one alarm. Those who ask at the same time share a call, whichever alarms they ask for.
 * @param patienceMs how long its turn may take to come
 * @returns `undefined` for an alarm that is not there, or that the app's role may not see
 * @throws AppError
 */
export type DescribeAlarm = (arn: AlarmArn, patienceMs: number) => Promise<DescribedAlarm | undefined>;

/**
 * Half of what the quota allows in one account and Region.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const perSecond = 4;
/** As many as one call takes. */
const namesPerCall = 100;
/** What was read is read again by then, in milliseconds: a state changes at any time. */
const freshMs = 2000;
/** What is missing or refused is asked for again by then, in milliseconds. */
const absentMs = 60_000;

/** Names that wait for the next call to one account and Region. */
interface Batch {
  names: Set<string>;
  answer: Promise<Map<string, DescribedAlarm>>;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export function createDescribeAlarm(clients: AwsClients, accounts: Accounts, now: () => number): DescribeAlarm {
  const paces = createPaces(now);
  const batches = new Map<string, Batch>();
  const recent = createRecent<DescribedAlarm | 'absent'>(1000, now);
  const refused = createRecent<AppError>(100, now);

  async function ask(region: string, role: string | undefined, names: string[]): Promise<Map<string, DescribedAlarm>> {
    const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
    const client = await clients.cloudWatch(region, role);
    const found = new Map<string, DescribedAlarm>();
    const take = (type: DescribedAlarm['type'], list: readonly { AlarmName?: string | undefined }[] = []) => {
      for (const alarm of list) found.set(alarm.AlarmName ?? '', { type, alarm });
    };
    // Composite alarms are left out unless they are asked for.
    const input = { AlarmNames: names, AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const] };
    const answer = await client.send(new DescribeAlarmsCommand({ ...input, MaxRecords: namesPerCall }));
    take('metric', answer.MetricAlarms);
    take('composite', answer.CompositeAlarms);
    const missing = names.filter((name) => !found.has(name));
    if (missing.length === 0) return found;
    // Asked for apart: a Region that does not have this type yet refuses it.
    const logs = new DescribeAlarmsCommand({ AlarmNames: missing, AlarmTypes: ['LogAlarm'] });
    take(
      'log',
      await client.send(logs).then(
        ({ LogAlarms }) => LogAlarms,
        () => [],
      ),
    );
    return found;
  }

  function batchFor(key: string, region: string, role: string | undefined, patienceMs: number): Batch {
    const waiting = batches.get(key);
    if (waiting !== undefined && waiting.names.size < namesPerCall) return waiting;
    const pace = paces(key, perSecond);
    const names = new Set<string>();
    const close = () => {
      if (batches.get(key)?.names === names) batches.delete(key);
    };
    // In the next turn of the event loop, so that all requests of this turn share the first call.
    const turn = () =>
      pace(async () => {
        close();
        return ask(region, role, [...names]);
      }, patienceMs);
    const answer = Promise.resolve().then(turn).finally(close);
    const batch = { names, answer };
    batches.set(key, batch);
    return batch;
  }

  return async ({ arn, region, account, name }, patienceMs) => {
    const role = await accounts.roleFor(account);
    const known = recent.get(arn);
    if (known !== undefined) return known === 'absent' ? undefined : known;
    const key = `${account} ${region}`;
    const refusal = refused.get(key);
    if (refusal !== undefined) throw refusal;
    const { names, answer } = batchFor(key, region, role, patienceMs);
    names.add(name);
    try {
      const found = (await answer).get(name);
      recent.set(arn, found ?? 'absent', found === undefined ? absentMs : freshMs);
      return found;
    } catch (error) {
      const fault = toAwsError(error, 'cloudwatch:DescribeAlarms');
      if (fault.code === 'access_denied') refused.set(key, fault, absentMs);
      throw fault;
    }
  };
}
