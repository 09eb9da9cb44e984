import type { AlarmChange } from '../../cards/words/alarm-line.ts';
import { field, isJsonObject, textField } from './json-fields.ts';

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

const stateEvents = new Set(['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change']);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
function readEvent(json: unknown): AlarmChange | undefined {
  if (!stateEvents.has(textField(json, ['detail-type']) ?? '')) return undefined;
  const name = textField(json, ['detail', 'alarmName']);
  const state = textField(json, ['detail', 'state', 'value'], 50);
  if (name === undefined || state === undefined) return undefined;
  const arn = alarmArn(textField(json, ['resources', '0'], 600));
  const contributor = contributorOf(json);
  const mutedUntilMs = timeOf(textField(json, ['detail', 'muteDetail', 'muteWindowEnd'], 50));
  return {
    name,
    state,
    reason: textField(json, ['detail', 'state', 'reason'], 1100),
    arn,
    atMs: timeOf(textField(json, ['detail', 'state', 'timestamp'], 50)),
    ...(contributor !== undefined && { contributor }),
    ...(mutedUntilMs !== undefined && { mutedUntilMs }),
  };
}

const attributesShown = 5;

/** `TableName=orders, Region=eu`; the id where the time series has no attributes. */
function contributorOf(json: unknown): string | undefined {
  const attributes = field(json, 'detail', 'alarmContributor', 'attributes');
  const names = isJsonObject(attributes) ? Object.keys(attributes).slice(0, attributesShown) : [];
  const pairs = names.flatMap((name) => {
    const value = textField(attributes, [name], 100);
    return value === undefined ? [] : [`${name.slice(0, 100)}=${value}`];
  });
  return pairs.length > 0 ? pairs.join(', ') : textField(json, ['detail', 'alarmContributor', 'id'], 100);
}

/**
 * The ARN of the alarm whose definition changed, so that what its cards show may have changed as well.
 * @returns `undefined` where the message is about something else
 */
export function changedAlarm(json: unknown): string | undefined {
  if (textField(json, ['detail-type']) !== 'CloudWatch Alarm Configuration Change') return undefined;
  return alarmArn(textField(json, ['resources', '0'], 600));
}

function alarmArn(text: string | undefined): string | undefined {
  return text !== undefined && /^arn:aws[a-z-]{0,10}:cloudwatch:/.test(text) ? text : undefined;
}

/** CloudWatch writes `+0000` where the standard has `+00:00`. */
function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse((text ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? undefined : time;
}
