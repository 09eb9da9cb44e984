import { field, isJsonObject, textField } from './json-fields.ts';

/**
 * What a message seems to be. A hint: what is done goes by the incidents it names.
 * - `incident`: Incident Manager's own
 * - `cloudtrail`: a call to an AWS API, by way of EventBridge or as CloudTrail has it
 * - `alarm`: a change of state of a CloudWatch alarm, or of one of the time series that it watches
 * - `alarm-configuration`: a CloudWatch alarm was created, changed or deleted
 * - `ops-item`: an OpsItem was created or changed
 * - `investigation`: an investigation or mitigation of AWS DevOps Agent
 * - `custom`: a custom notification of Amazon Q Developer (AWS Chatbot)
 * - `automation`: a runbook's or a runbook step's change of status
 * - `test`: a test message of a person
 */
export type MessageKind =
  | 'incident'
  | 'cloudtrail'
  | 'alarm'
  | 'alarm-configuration'
  | 'ops-item'
  | 'investigation'
  | 'custom'
  | 'automation'
  | 'test'
  | 'unknown';

/**
 * Names the kind of a message that is no alarm's.
 * @param json the message where it is JSON, else `undefined`
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ssm-incidents.html
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export function kindOfMessage(text: string, json: unknown): Exclude<MessageKind, 'alarm'> {
  const detailType = textField(json, ['detail-type']) ?? '';
  const source = textField(json, ['source']) ?? '';
  if (source === 'custom' && isJsonObject(field(json, 'content'))) return 'custom';
  // The Chinese edition of the documents spells it "Amazon API Call".
  if (/^\w{1,10} API Call via CloudTrail$/.test(detailType)) return 'cloudtrail';
  if (names(json, 'eventSource') && names(json, 'eventName')) return 'cloudtrail';
  if (/^EC2 Automation (Step|Execution) Status-change Notification$/.test(detailType)) return 'automation';
  if (detailType === 'CloudWatch Alarm Configuration Change') return 'alarm-configuration';
  if (/^OpsItem (Create|Update)$/.test(detailType)) return 'ops-item';
  if (source === 'aws.aidevops') return 'investigation';
  if (source.startsWith('aws.ssm-incidents')) return 'incident';
  if (/^SSM (Incident|Contacts|Automation) /.test(detailType)) return 'incident';
  return saysTest(text, json) ? 'test' : 'unknown';
}

const names = (json: unknown, key: string) => textField(json, [key]) !== undefined;

/** AWS says that Incident Manager sends a test when a topic is put on a response plan, but not what it looks like. */
function saysTest(text: string, json: unknown): boolean {
  const said = json === undefined ? [text] : isJsonObject(json) ? Object.values(json) : [json];
  return said.some(
    (one) => typeof one === 'string' && /\btest(ing)? (notification|message|event)\b/i.test(one.slice(0, 2000)),
  );
}
