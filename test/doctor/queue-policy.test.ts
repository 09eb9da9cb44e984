import { describe, expect, test } from 'vitest';
import { queueStatement } from '../../src/aws/queue-statement.ts';
import { maySend } from '../../src/doctor/queue-policy.ts';

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:notifications';
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:incident-chat';
const sns = { Service: 'sns.amazonaws.com' };
const allow = { Effect: 'Allow', Principal: sns, Action: 'sqs:SendMessage', Resource: queueArn };
const of = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const from = (value: unknown, operator = 'ArnEquals') => ({ Condition: { [operator]: { 'aws:SourceArn': value } } });

describe('lets the topic send', () => {
  test.each([
    ['the statement that the doctor prints', of(JSON.parse(queueStatement(queueArn, [topicArn])))],
    ['it for several topics', of(JSON.parse(queueStatement(queueArn, [`${topicArn}2`, topicArn])))],
    ['a single statement', JSON.stringify({ Statement: { ...allow, ...from(topicArn) } })],
    [
      'lists everywhere',
      of({ ...allow, Principal: { Service: ['a', 'sns.amazonaws.com'] }, Action: ['SQS:sendmessage'] }),
    ],
    [
      'wildcards',
      of({
        ...allow,
        Action: 'sqs:*',
        Resource: 'arn:aws:sqs:*:111122223333:*',
        ...from('arn:aws:sns:*:111122223333:*', 'ArnLike'),
      }),
    ],
    ['everybody', of({ ...allow, Principal: '*', ...from(topicArn, 'StringEquals') })],
    ['everybody of AWS', of({ ...allow, Principal: { AWS: '*' }, ...from([`${topicArn}2`, topicArn], 'StringLike') })],
    ['the account', of({ ...allow, Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' } } })],
    [
      'a key that SNS does not send, if it exists',
      of({ ...allow, Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } }),
    ],
    [
      'beside a denial of plain HTTP',
      of({ ...allow, Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, allow),
    ],
    ['beside a denial of other topics', of({ ...allow, Effect: 'Deny', ...from(topicArn, 'ArnNotEquals') }, allow)],
  ])('%s', (_, policy) => {
    expect(maySend(policy, { topicArn, queueArn })).toBe(true);
  });
});

describe('does not let the topic send', () => {
  test.each([
    ['no policy', undefined],
    ['no JSON', '{'],
    ['another topic', of({ ...allow, ...from(`${topicArn}2`) })],
    ['a part of its name', of({ ...allow, ...from('arn:aws:sns:eu-west-1:111122223333:incident') })],
    ['a wildcard taken by its letter', of({ ...allow, ...from('arn:aws:sns:*', 'StringEquals') })],
    ['another account', of({ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } })],
    ['another queue', of({ ...allow, Resource: `${queueArn}2` })],
    ['another action', of({ ...allow, Action: 'sqs:ReceiveMessage' })],
    ['another service', of({ ...allow, Principal: { Service: 'events.amazonaws.com' } })],
    ['a role', of({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:role/sns.amazonaws.com' } })],
    ['everything but it', of({ ...allow, Action: undefined, NotAction: 'sqs:Send*' })],
    ['a key that SNS does not send', of({ ...allow, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
    ['a denial', of(allow, { ...allow, Effect: 'Deny' })],
    [
      'a denial of all but others',
      of(allow, {
        Effect: 'Deny',
        NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: '*',
        Resource: '*',
      }),
    ],
    ['its name in a comment', of({ Sid: 'sns.amazonaws.com', ...allow, Principal: { AWS: '111122223333' } })],
  ])('%s', (_, policy) => {
    expect(maySend(policy, { topicArn, queueArn })).toBe(false);
  });
});
