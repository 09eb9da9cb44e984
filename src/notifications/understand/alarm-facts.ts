import { regionOf } from '../../incidents/arn.ts';
import { textField } from './json-fields.ts';

/** What one line about a CloudWatch alarm needs. All text is untrusted. */
export interface AlarmFacts {
  name: string;
  /** `ALARM`, `OK`, `INSUFFICIENT_DATA`. */
  state: string;
  previousState?: string;
  reason?: string;
  description?: string;
  arn?: string;
  /** A code, for example `eu-west-2`; CloudWatch itself says `EU (London)`. */
  region?: string;
  account?: string;
  atMs?: number;
}

/**
 * Reads an alarm's change of state, as CloudWatch publishes it to SNS or as EventBridge carries it.
 * @param topicArn the topic it came by: an alarm speaks to topics of its own Region
 * @returns `undefined` where the message is no alarm's
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export function alarmFacts(json: unknown, topicArn: string): AlarmFacts | undefined {
  return readSns(json, topicArn) ?? readEvent(json);
}

function readSns(json: unknown, topicArn: string): AlarmFacts | undefined {
  const name = textField(json, ['AlarmName']);
  const state = textField(json, ['NewStateValue'], 50);
  if (name === undefined || state === undefined) return undefined;
  const arn = alarmArn(textField(json, ['AlarmArn'], 600));
  return {
    name,
    state,
    previousState: textField(json, ['OldStateValue'], 50),
    reason: textField(json, ['NewStateReason'], 1100),
    description: textField(json, ['AlarmDescription'], 1100),
    arn,
    region: regionOf(arn ?? topicArn),
    account: textField(json, ['AWSAccountId'], 20),
    atMs: timeOf(textField(json, ['StateChangeTime'], 50)),
  };
}

function readEvent(json: unknown): AlarmFacts | undefined {
  if (textField(json, ['detail-type']) !== 'CloudWatch Alarm State Change') return undefined;
  const name = textField(json, ['detail', 'alarmName']);
  const state = textField(json, ['detail', 'state', 'value'], 50);
  if (name === undefined || state === undefined) return undefined;
  const arn = alarmArn(textField(json, ['resources', '0'], 600));
  return {
    name,
    state,
    previousState: textField(json, ['detail', 'previousState', 'value'], 50),
    reason: textField(json, ['detail', 'state', 'reason'], 1100),
    description: textField(json, ['detail', 'configuration', 'description'], 1100),
    arn,
    region: textField(json, ['region'], 30),
    account: textField(json, ['account'], 20),
    atMs: timeOf(textField(json, ['detail', 'state', 'timestamp'], 50)),
  };
}

function alarmArn(text: string | undefined): string | undefined {
  return text !== undefined && /^arn:aws[a-z-]{0,10}:cloudwatch:/.test(text) ? text : undefined;
}

/** CloudWatch writes `+0000` where the standard has `+00:00`. */
function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse((text ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : time;
}
