import type { AlarmChange } from '../../cards/words/alarm-line.ts';
import { textField } from './json-fields.ts';

/**
 * Reads an alarm's change of state, as CloudWatch publishes it to SNS or as EventBridge carries it.
 * @returns `undefined` where the message is no alarm's
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export function alarmFacts(json: unknown): AlarmChange | undefined {
  return readSns(json) ?? readEvent(json);
}

function readSns(json: unknown): AlarmChange | undefined {
  const name = textField(json, ['AlarmName']);
  const state = textField(json, ['NewStateValue'], 50);
  if (name === undefined || state === undefined) return undefined;
  const arn = alarmArn(textField(json, ['AlarmArn'], 600));
  return {
    name,
    state,
    reason: textField(json, ['NewStateReason'], 1100),
    arn,
    atMs: timeOf(textField(json, ['StateChangeTime'], 50)),
  };
}

function readEvent(json: unknown): AlarmChange | undefined {
  if (textField(json, ['detail-type']) !== 'CloudWatch Alarm State Change') return undefined;
  const name = textField(json, ['detail', 'alarmName']);
  const state = textField(json, ['detail', 'state', 'value'], 50);
  if (name === undefined || state === undefined) return undefined;
  const arn = alarmArn(textField(json, ['resources', '0'], 600));
  return {
    name,
    state,
    reason: textField(json, ['detail', 'state', 'reason'], 1100),
    arn,
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
