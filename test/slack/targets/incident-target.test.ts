import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import { beginsWithTarget, parseTarget } from '../../../src/slack/targets/incident-target.ts';

const id = '78bd9919-b9ac-962d-91e0-149960600e3f';
const arn = `arn:aws:ssm-incidents::111122223333:incident-record/example-response/${id}`;

const refusal = (text: string): AppError => {
  try {
    parseTarget(text);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('was not refused');
};

describe('parseTarget', () => {
  test.each([arn, `\`${arn}\``, `<https://console.aws.amazon.com/systems-manager/incidents/home#${arn}>`])(
    'parses %s',
    (text) => {
      expect(parseTarget(text)).toMatchObject({ kind: 'arn', arn: { arn } });
    },
  );

  test('parses an id, alone or in a console link', () => {
    expect(parseTarget(id)).toEqual({ kind: 'id', id });
    const link = `https://console.aws.amazon.com/systems-manager/incidents/home#/111122223333/${id}`;
    expect(parseTarget(link)).toEqual({ kind: 'id', id, account: '111122223333' });
  });

  test.each([
    ['arn:aws:ssm-incidents::111122223333:response-plan/checkout', /response plan/],
    ['arn:aws:ssm:eu-west-1:111122223333:automation-execution/333ba70b-2333-48db-b17e-a5e69c6f4d1c', /runbook/],
    ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout', /CloudWatch alarm/],
    ['arn:aws:s3:::bucket', /s3 service/],
  ])('an ARN of something else says of what: %s', (text, words) => {
    const { code, message } = refusal(text);
    expect(code).toBe('not_an_incident');
    expect(message).toMatch(words);
  });

  test('any other text is refused in one line that says what to do', () => {
    const { code, message } = refusal('the big one from yesterday');
    expect(code).toBe('not_an_arn');
    expect(message).toMatch(/ARN/);
    expect(message).not.toContain('\n');
  });

  test('a word that can only mean an incident is not taken for a command', () => {
    expect([arn, id, `\`${arn}\``, `<https://x>`].map(beginsWithTarget)).toEqual([true, true, true, true]);
    expect(['watch', 'wach', 'deadbeef', ''].map(beginsWithTarget)).toEqual([false, false, false, false]);
  });
});
