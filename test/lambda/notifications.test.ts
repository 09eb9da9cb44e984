import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BuiltFunctions, buildFunctions } from './built-functions.ts';
import { type LambdaBackends, startLambdaBackends } from './lambda-backends.ts';

let functions: BuiltFunctions;
let backends: LambdaBackends;
beforeAll(async () => {
  [functions, backends] = await Promise.all([buildFunctions(), startLambdaBackends()]);
});
beforeEach(() => backends.aws.faults.clear());
afterAll(async () => {
  functions.remove();
  await backends.end();
});

const topic = 'arn:aws:sns:eu-west-1:111122223333:incident-chat';
const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function snsEvent(id: string, message: object | string, topicArn = topic) {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${topicArn}:21be56ed-a058-49f5-8c98-aedd2564c486`,
        Sns: {
          Type: 'Notification',
          MessageId: id,
          TopicArn: topicArn,
          Subject: null,
          Message: typeof message === 'string' ? message : JSON.stringify(message),
          Timestamp: '2026-01-02T03:04:05.678Z',
          SignatureVersion: '1',
          Signature: 'EXAMPLE',
          SigningCertUrl: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
          UnsubscribeUrl: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
          MessageAttributes: {},
        },
      },
    ],
  };
}

const update = {
  'detail-type': 'SSM Incident Record Update',
  resources: [arn],
  detail: { incidentTitle: 'Checkout', modifiedAttributes: [{ attributeName: 'status', newValue: 'RESOLVED' }] },
};

const invoke = (events: readonly unknown[], environment: Record<string, string> = {}) =>
  functions.invoke('notifications', events, {
    ...backends.environment,
    LOG_LEVEL: 'info',
    CHAT_TOPICS: `${topic}=C1`,
    ...environment,
  });

async function takeJobs() {
  const event = await backends.takeEvent();
  await backends.settle(event, { batchItemFailures: [] });
  return event.Records.map(({ body }) => JSON.parse(body).job);
}

describe('the built front for SNS', () => {
  test('a notification becomes a job with its incident', async () => {
    await invoke([snsEvent('11111111-0000-0000-0000-000000000001', update)]);
    expect(await takeJobs()).toMatchObject([{ kind: 'notification', topicArn: topic, incidents: [arn] }]);
  });

  test('an unknown notification also becomes a job, so that it is counted', async () => {
    await invoke([snsEvent('11111111-0000-0000-0000-000000000002', 'test notification')]);
    expect(await takeJobs()).toMatchObject([{ kind: 'notification', incidents: [] }]);
  });

  test('a topic that is not listed is refused without failing the function', async () => {
    await invoke([snsEvent('11111111-0000-0000-0000-000000000003', update, `${topic}-of-somebody-else`)]);
    expect(await takeJobs()).toEqual([]);
  });

  test('a duplicate delivery is one job', async () => {
    const event = snsEvent('11111111-0000-0000-0000-000000000004', update);
    await invoke([event, event]);
    expect(await takeJobs()).toHaveLength(1);
  });

  test('a notification that cannot be stored fails the function, so that Lambda retries', async () => {
    backends.aws.faults.add({ kind: 'unavailable', service: 'sqs', operation: 'SendMessage', times: 3 });
    const event = snsEvent('11111111-0000-0000-0000-000000000005', update);
    await expect(invoke([event])).rejects.toThrow(/sqs:SendMessage/);
    await invoke([event]);
    expect(await takeJobs()).toHaveLength(1);
  });
});
