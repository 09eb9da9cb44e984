import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseArn, parseIncidentArn, regionOf } from '../../../src/incidents/naming/arn.ts';
import { findArns, findIncidentArns } from '../../../src/incidents/naming/find-arns.ts';

const id = '78bd9919-b9ac-962d-91e0-149960600e3f';
const arn = `arn:aws:ssm-incidents::111122223333:incident-record/example-response/${id}`;
const other = 'arn:aws:ssm-incidents::444455556666:incident-record/checkout/6ebcc812-85f5-b7eb-8b2f-283e4d844308';

describe('finding ARNs', () => {
  test.each([
    ['bare', arn],
    ['in backticks', `see \`${arn}\` please`],
    ['in a code block', `\`\`\`\n${arn}\n\`\`\``],
    ['in a JSON dump', JSON.stringify({ resources: [arn], detail: { x: `${arn}` } })],
    ['in JSON with escaped slashes', `{"arn":"${arn.replaceAll('/', '\\/')}"}`],
    ['after an escaped newline', `"text\\n${arn}\\n"`],
    ['followed by a full stop', `It is ${arn}.`],
    ['followed by a comma and a bracket', `(${arn}), see`],
    ['in a Slack link', `<https://x.example/?a=${arn}|link>`],
    ['in italics', `see _${arn}_ please`],
    ['in bold italics', `*_${arn}_*`],
    ['in doubled underscores', `__${arn}__`],
    ['before a dash', `${arn}- and then`],
    ['before a dash and a word', `${arn}-then`],
    ['with a Region', arn.replace('::', ':eu-west-1:')],
  ])('%s', (_, text) => {
    expect(findIncidentArns(text).map((each) => each.arn)).toEqual([arn]);
  });

  test('several, each once, in order', () => {
    expect(findIncidentArns(`${other},${arn} ${other}`).map((each) => each.arn)).toEqual([other, arn]);
  });

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('partition %s', (partition) => {
    const found = parseIncidentArn(arn.replace('arn:aws:', `arn:${partition}:`));
    expect(found).toMatchObject({ partition, account: '111122223333', plan: 'example-response', id });
  });

  test('in a list without blanks', () => {
    expect(findIncidentArns(`${other}${arn}${other}`).map((each) => each.arn)).toEqual([other, arn]);
    const plan = 'arn:aws:ssm-incidents::111122223333:response-plan/checkout';
    expect(findArns(`${plan}${arn}`).map((each) => each.arn)).toEqual([plan, arn]);
  });

  test('however many others stand before it', () => {
    expect(findIncidentArns(`${'arn:aws:sns:eu-west-1:111122223333:t '.repeat(500)}${arn}`)).toHaveLength(1);
  });

  test.each([
    ['a longer id', `${arn}0000-1111-2222-3333`],
    ['an id with a letter glued to it', `${arn}x`],
    ['an id with letters behind an underscore', `${arn}_x`],
    ['an account of 11 digits', arn.replace('111122223333', '11112222333')],
    ['no plan', arn.replace('example-response/', '')],
    ['another partition', arn.replace('arn:aws:', 'arn:gcp:')],
  ])('%s is no incident', (_, text) => {
    expect(findIncidentArns(text)).toEqual([]);
  });

  test('ids that AWS prints as examples are ARNs too', () => {
    expect(parseIncidentArn(arn.replace(id, 'abcdefgh-abcd-1234-1234-1234567890'))).toBeDefined();
  });

  test.each([
    ['arn:aws:ssm-incidents::111122223333:response-plan/checkout', 'response-plan'],
    [
      'arn:aws:ssm:us-east-1:111122223333:automation-execution/333ba70b-2333-48db-b17e-a5e69c6f4d1c',
      'automation-execution',
    ],
    ['arn:aws:sns:us-east-1:111122223333:topic', 'other'],
    ['arn:aws:iam::111122223333:role/x', 'other'],
  ])('%s is distinguished', (text, kind) => {
    expect(parseArn(`  ${text}. `)).toMatchObject({ kind, arn: text });
  });

  test('the name of a plan may end in an underscore, unless the ARN is in italics', () => {
    const plan = 'arn:aws:ssm-incidents::111122223333:response-plan/checkout';
    expect(findArns(`${plan}_`).map((each) => each.arn)).toEqual([`${plan}_`]);
    expect(findArns(`_${plan}_`).map((each) => each.arn)).toEqual([plan]);
    expect(findArns('_arn:aws:iam::111122223333:role/x_').map((each) => each.arn)).toEqual([
      'arn:aws:iam::111122223333:role/x',
    ]);
  });

  test('Region of an ARN', () => {
    expect(regionOf('arn:aws:sns:us-east-1:111122223333:topic')).toBe('us-east-1');
    expect(regionOf(arn)).toBeUndefined();
  });

  test('stops at the limit', () => {
    const many = Array.from({ length: 50 }, (_, n) => arn.replace('example', `plan${n}`)).join(' ');
    expect(findIncidentArns(many, 3)).toHaveLength(3);
  });

  property.prop([fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 })])(
    'an ARN is found in whatever surrounds it, unless a letter or digit is glued to its end',
    (before, after) => {
      fc.pre(!/^[A-Za-z0-9_-]/.test(after) && !/arn:aws/.test(before));
      expect(findArns(before + arn + after).map((each) => each.arn)).toContain(arn);
    },
  );

  test('time grows with the length alone, whatever the text', () => {
    const cases = [
      'arn:aws:',
      'arn:aws:ssm-incidents::111122223333:',
      `${arn}x`.repeat(3),
      'arn:aws:ssm:a:111122223333:////',
    ];
    for (const unit of cases) {
      const size = (count: number): number => {
        const text = unit.repeat(count);
        const started = process.hrtime.bigint();
        findArns(text);
        return Number(process.hrtime.bigint() - started) / text.length;
      };
      size(2000);
      const [small, large] = [size(2000), size(40_000)];
      // Twenty times the text may not cost four hundred times the time; noise gets a wide berth.
      expect(large).toBeLessThan(small * 10 + 1000);
    }
  });
});
