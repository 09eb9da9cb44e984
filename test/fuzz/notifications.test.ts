import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { alarmLine } from '../../src/cards/words/alarm-line.ts';
import { notificationJob } from '../../src/fronts/notifications-front.ts';
import { parseIncidentArn } from '../../src/incidents/naming/arn.ts';
import { parseJob } from '../../src/jobs/job.ts';
import { findIncidents } from '../../src/notifications/understand/find-incidents.ts';
import { anyIncidentArn } from '../cards/arbitrary-view.ts';
import { liveThings, messageFaults } from '../cards/slack-limits.ts';
import { topicArn } from '../notifications/signed-envelope.ts';
import { silentLog } from '../support/silent-log.ts';
import { numRuns, timeout } from './cases.ts';
import { anyJson, anyText, damaged, mangled } from './hostile.ts';

const word = fc.oneof(anyIncidentArn, anyText);
const time = fc.constantFrom('2026-01-01T12:00:00.000+0000', '2026-01-01T12:00:00Z', 'yesterday', '');

const alarm = fc.record({
  AlarmName: anyText,
  AlarmDescription: anyText,
  AWSAccountId: fc.constantFrom('111122223333', ''),
  NewStateValue: fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA', 'x'),
  NewStateReason: word,
  StateChangeTime: time,
  Region: fc.constant('EU (Ireland)'),
  AlarmArn: fc.oneof(fc.constant('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-p99'), anyText),
  OldStateValue: anyText,
  Trigger: anyJson,
});
const ofEventBridge = fc.record({
  version: fc.constant('0'),
  'detail-type': fc.constantFrom(
    'SSM Incident Start',
    'SSM Contacts Page Acknowledgement for Incident',
    'AWS API Call via CloudTrail',
    'CloudWatch Alarm State Change',
    'EC2 Automation Execution Status-change Notification',
  ),
  source: fc.constantFrom('aws.ssm-incidents', 'aws.cloudwatch', 'custom'),
  account: fc.constantFrom('111122223333', ''),
  region: fc.constantFrom('eu-west-1', '', 'evil.example/'),
  resources: fc.array(word, { maxLength: 4 }),
  detail: fc.record({
    alarmName: anyText,
    state: fc.record({ value: anyText, reason: word, timestamp: time }),
    requestParameters: fc.record({ incidentRecordArn: word, arn: word, rawData: word.map((text) => `"${text}"`) }),
    responseElements: fc.record({ incidentRecordArn: word }),
    eventName: fc.constantFrom('StartIncident', 'UpdateIncidentRecord'),
    content: anyJson,
  }),
});

const anyNotification: fc.Arbitrary<string> = fc.oneof(
  fc.oneof(alarm, ofEventBridge).map((message) => JSON.stringify(message)),
  damaged(fc.oneof(alarm, ofEventBridge)).map((message) => JSON.stringify(message) ?? ''),
  mangled(fc.oneof(alarm, ofEventBridge).map((message) => JSON.stringify(message))),
  anyJson.map((json) => JSON.stringify(json)),
  fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
);

test.prop([anyNotification], { numRuns })(
  'any message is reduced to hints: whole ARNs, a shape without values, a line that is safe to post',
  (text) => {
    const hints = findIncidents(text);
    expect(hints.incidents.length).toBeLessThanOrEqual(20);
    for (const { arn } of hints.incidents) expect(parseIncidentArn(arn)?.arn).toBe(arn);
    if (hints.shape !== undefined) expect(hints.shape).toMatch(/^.{1,600}$/);
    if (hints.alarm === undefined) return;
    const line = alarmLine(hints.alarm);
    expect(messageFaults(line)).toEqual([]);
    expect(liveThings(line, ['console.aws.amazon.com'])).toEqual([]);
  },
  timeout,
);

test.prop([anyNotification], { numRuns })(
  'its job can be stored and read again',
  (message) => {
    const envelope = {
      type: 'Notification' as const,
      messageId: 'm1',
      topicArn,
      message,
      timestamp: '2026-01-01T12:00:00Z',
      timestampMs: 0,
      signatureVersion: '2',
      signature: '',
      signingCertUrl: '',
    };
    const sent = notificationJob(envelope, 1, silentLog);
    expect(parseJob(JSON.stringify(sent?.job))).toHaveProperty('job.kind', 'notification');
  },
  timeout,
);
