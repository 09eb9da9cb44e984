import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { httpsOnly, incidentUrl, resourceUrl } from '../../../src/incidents/links/console-links.ts';
import { arnOf } from '../../support/arn-of.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c0de';

describe('the page of an incident', () => {
  test.each([
    [
      'the home page of its Region',
      arn,
      { region: 'eu-west-1' },
      'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1',
    ],
    [
      'that of its partition',
      arn.replace('aws', 'aws-us-gov'),
      { region: 'us-gov-west-1' },
      'https://us-gov-west-1.console.amazonaws-us-gov.com/systems-manager/incidents/home?region=us-gov-west-1',
    ],
    [
      'what the template says',
      arn,
      { region: 'eu-west-1', template: 'https://i.example/{region}/{account}/{plan}/{id}?a={encodedArn}#{arn}{other}' },
      `https://i.example/eu-west-1/111122223333/checkout-plan/8ab9c0de?a=${encodeURIComponent(arn)}#${arn}{other}`,
    ],
    [
      'nothing where the template is no https address',
      arn,
      { region: 'eu-west-1', template: 'javascript:alert(1)//{id}' },
      undefined,
    ],
    ['nothing where the Region is none', arn, { region: 'evil.example/' }, undefined],
  ])('is %s', (_, incident, links, url) => {
    expect(incidentUrl(arnOf(incident), links)).toBe(url);
  });
});

describe('the page of a resource, in its own Region and partition', () => {
  test.each([
    [
      'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:p99: a/b ü',
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/p99%3A%20a%2Fb%20%C3%BC',
    ],
    [
      'arn:aws:events:eu-west-1:111122223333:rule/nightly',
      'https://eu-west-1.console.aws.amazon.com/events/home?region=eu-west-1#/eventbus/default/rules/nightly',
    ],
    [
      'arn:aws:events:eu-west-1:111122223333:rule/bus/nightly',
      'https://eu-west-1.console.aws.amazon.com/events/home?region=eu-west-1#/eventbus/bus/rules/nightly',
    ],
    [
      'arn:aws-cn:ssm:cn-north-1:111122223333:automation-execution/1-2',
      'https://cn-north-1.console.amazonaws.cn/systems-manager/automation/execution/1-2?region=cn-north-1',
    ],
    [
      'arn:aws:ssm:us-east-1:111122223333:opsItem/oi-1',
      'https://us-east-1.console.aws.amazon.com/systems-manager/opsitems/oi-1/workbench?region=us-east-1',
    ],
    [
      'arn:aws:ssm:us-east-1:111122223333:opsitem/oi-1',
      'https://us-east-1.console.aws.amazon.com/systems-manager/opsitems/oi-1/workbench?region=us-east-1',
    ],
    [
      'arn:aws:sns:us-east-1:111122223333:topic',
      'https://us-east-1.console.aws.amazon.com/sns/v3/home?region=us-east-1#/topic/arn:aws:sns:us-east-1:111122223333:topic',
    ],
    [
      'arn:aws:cloudformation:us-east-1:111122223333:stack/a/1',
      'https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks/stackinfo?stackId=arn%3Aaws%3Acloudformation%3Aus-east-1%3A111122223333%3Astack%2Fa%2F1',
    ],
    ['arn:aws:events:eu-west-1:111122223333:rule/', undefined],
    ['arn:aws:cloudwatch:eu-west-1:111122223333:dashboard/x', undefined],
    ['arn:aws:cloudwatch:evil.example:111122223333:alarm:x', undefined],
    ['arn:aws:ssm::111122223333:automation-execution/1', undefined],
    ['arn:evil:ssm:us-east-1:111122223333:automation-execution/1', undefined],
    ['arn:aws:s3:us-east-1:111122223333:bucket', undefined],
    ['no arn', undefined],
  ])('%s', (resource, url) => {
    expect(resourceUrl(resource)).toBe(url);
  });

  property.prop([
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'cloudwatch:eu-west-1:1:alarm:',
      'events:eu-west-1:1:rule/',
      'sns:eu-west-1:1:',
      'ssm:eu-west-1:1:automation-execution/',
      '',
    ),
  ])('is an https address of the console, or nothing, whatever the ARN holds', (text, start) => {
    const url = resourceUrl(`arn:aws:${start}${text}`);
    if (url === undefined) return;
    expect(new URL(url).host).toBe('eu-west-1.console.aws.amazon.com');
    expect(url).not.toMatch(/[<>|\s]/);
    expect(url.length).toBeLessThanOrEqual(2000);
  });
});

test.each([
  ['https://e.example', 'https://e.example/'],
  ['http://e.example', undefined],
  ['https://a:b@e.example', undefined],
  ['//e.example', undefined],
  [`https://e.example/${'a'.repeat(2000)}`, undefined],
])('of all addresses only short https ones without a password are taken: %s', (address, url) => {
  expect(httpsOnly(address)).toBe(url);
});
