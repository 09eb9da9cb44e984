import { describe, expect, test } from 'vitest';
import { parseConsoleLink } from '../../../src/incidents/naming/read-console-link.ts';

const id = '78bd9919-b9ac-962d-91e0-149960600e3f';
const arn = `arn:aws:ssm-incidents::111122223333:incident-record/example-response/${id}`;
const once = encodeURIComponent(arn);

describe('readConsoleLink', () => {
  test.each([
    ['fragment', `https://console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1#/incidents/${arn}`],
    ['Region prefix', `https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home#${once}`],
    ['query', `https://console.aws.amazon.com/systems-manager/incidents/home?arn=${once}`],
    ['encoded twice', `https://console.aws.amazon.com/systems-manager/incidents/${encodeURIComponent(once)}/details`],
    ['gov', `https://us-gov-west-1.console.amazonaws-us-gov.com/systems-manager/incidents/home#${once}`],
    ['cn', `https://console.amazonaws.cn/systems-manager/incidents/home#${once}`],
  ])('ARN in %s', (_, link) => {
    expect(parseConsoleLink(link)).toMatchObject({ kind: 'arn', arn: { kind: 'incident', arn } });
  });

  test('an id with its account in the fragment', () => {
    const link = `https://console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1#/111122223333/${id}`;
    expect(parseConsoleLink(link)).toEqual({ kind: 'id', id, account: '111122223333' });
  });

  test.each([
    ['another page of the console', `https://console.aws.amazon.com/ec2/home#Instances:${id}`],
    ['the home page', 'https://console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1'],
    ['a look-alike host', `https://console.aws.amazon.com.evil.example/systems-manager/incidents/home#${once}`],
    ['http', `http://console.aws.amazon.com/systems-manager/incidents/home#${once}`],
    ['userinfo trick', `https://console.aws.amazon.com@evil.example/systems-manager/incidents/home#${once}`],
    ['no address', 'console'],
    ['a broken escape', 'https://console.aws.amazon.com/%E0%A4%A'],
    ['far too long', `https://console.aws.amazon.com/${'a'.repeat(5000)}${once}`],
  ])('%s is left alone', (_, link) => {
    expect(parseConsoleLink(link)).toBeUndefined();
  });
});
