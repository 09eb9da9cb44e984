import { describe, expect, test } from 'vitest';
import { beginsWithOpsItem, findOpsItems, namedOpsItem, parseOpsItemArn } from '../../src/incidents/ops-item.ts';
import { expectLinearTime } from '../fuzz/linear-time.ts';

const id = 'oi-8084126392ac';
const place = { region: 'eu-west-1', account: '111122223333' };
const arn = `arn:aws:ssm:eu-west-1:111122223333:opsitem/${id}`;
const link = (host: string, tail = '') => `https://${host}/systems-manager/opsitems/${id}/workbench${tail}`;

describe('the OpsItem that a text names', () => {
  test.each([
    ['its id', id, { id }],
    ['its ARN', arn, { id, ...place }],
    ['an ARN as Incident Manager spells it', arn.replace('opsitem', 'opsItem'), { id, ...place }],
    ['a console link of a Region', link('eu-west-1.console.aws.amazon.com'), { id, region: 'eu-west-1' }],
    [
      'a console link with the Region behind',
      link('console.aws.amazon.com', '?region=eu-west-1'),
      { id, region: 'eu-west-1' },
    ],
    ['a link of a session in an account', link('111122223333-abc.eu-west-1.console.aws.amazon.com'), { id, ...place }],
    ['an id in quotes and formatting', `*“${id}”.*`, { id }],
    ['an id with a long dash', id.replace('-', '–'), { id }],
  ])('is found by %s', (_, text, target) => {
    expect(namedOpsItem(text)).toEqual(target);
    expect(beginsWithOpsItem(`${text} more`)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['two of them', `${id} oi-000000000001`],
    ['one among words', `see ${id}`],
    ['a longer word', `${id}0`],
    ['a part of a word', `foo-${id}`],
    ['a misspelt id', 'oi-8084126392ag'],
  ])('is none in %s', (_, text) => {
    expect(namedOpsItem(text)).toBeUndefined();
  });

  test('is found once in a message, with what is known of its place, and no more than asked for', () => {
    expect(findOpsItems(`${id}: see <${link('eu-west-1.console.aws.amazon.com')}|this>, ${arn}`, 5)).toEqual([
      { id, ...place },
    ]);
    expect(findOpsItems('oi-000000000001 oi-000000000002 oi-000000000003', 2).map((each) => each.id)).toEqual([
      'oi-000000000001',
      'oi-000000000002',
    ]);
  });

  test.each(['oi-', 'arn:aws:ssm:eu-west-1:', 'a.b-/systems-manager/opsitems/oi-', `${id} `])(
    'is found in time linear in the length of a text of %j',
    (part) => {
      expectLinearTime(
        (size) => part.repeat(size / part.length),
        (text) => findOpsItems(text, 5),
      );
    },
  );
});

test('an ARN of another kind, or with more behind it, is no OpsItem’s', () => {
  expect(parseOpsItemArn(`${arn}/x`)).toBeUndefined();
  expect(parseOpsItemArn(arn.replace('opsitem', 'automation-execution'))).toBeUndefined();
});
