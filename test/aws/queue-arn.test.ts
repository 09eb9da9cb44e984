import { expect, test } from 'vitest';
import { queueArn } from '../../src/aws/queue-arn.ts';

test.each([
  ['https://sqs.eu-west-1.amazonaws.com/111122223333/incidents', 'arn:aws:sqs:eu-west-1:111122223333:incidents'],
  ['https://eu-west-1.queue.amazonaws.com/111122223333/incidents', 'arn:aws:sqs:eu-west-1:111122223333:incidents'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/111122223333/a', 'arn:aws-cn:sqs:cn-north-1:111122223333:a'],
  ['https://sqs.us-gov-west-1.amazonaws.com/111122223333/a', 'arn:aws-us-gov:sqs:us-gov-west-1:111122223333:a'],
  ['http://127.0.0.1:4566/111122223333/incidents', 'arn:aws:sqs:eu-central-1:111122223333:incidents'],
  ['https://sqs.eu-west-1.amazonaws.com/incidents', undefined],
])('%s', (url, arn) => {
  expect(queueArn(url, 'eu-central-1')).toBe(arn);
});
