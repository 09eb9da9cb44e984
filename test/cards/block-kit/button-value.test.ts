import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  decodeButtonValue,
  decodeOptionValue,
  encodeButtonValue,
  encodeOptionValue,
} from '../../../src/cards/block-kit/button-value.ts';
import { anyIncidentArn } from '../arbitrary-view.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c0de-4a1b-2c3d-4e5f-60718293a4b5';

describe('a button value', () => {
  property.prop([anyIncidentArn, fc.integer({ min: 0, max: Date.UTC(2200, 0) })])(
    'is read as it was written',
    (any, seenMs) => {
      const value = encodeButtonValue({ arn: any, seenMs });
      expect(decodeButtonValue(value)).toEqual({ arn: any, seenMs });
      expect(decodeOptionValue(encodeOptionValue('refresh', value))).toEqual({
        action: 'refresh',
        value: { arn: any, seenMs },
      });
      expect(value.length).toBeLessThan(400);
    },
  );

  test('fits into an option of a menu for a plan name of everyday length', () => {
    expect(encodeOptionValue('refresh', encodeButtonValue({ arn, seenMs: Date.UTC(2026, 0) })).length).toBeLessThan(
      150,
    );
  });

  test.each([
    undefined,
    null,
    7,
    {},
    '',
    '1',
    '2.abc.0.111122223333/plan/id',
    '1.abc.9.111122223333/plan/id',
    '1.abc.0.111122223333/plan/id extra',
    '1.ABC.0.111122223333/plan/id',
    '1.abc.0.111122223333/pl/an/id',
    '1..0.111122223333/plan/id',
    arn,
  ])('that this app did not write says nothing: %j', (value) => {
    expect(decodeButtonValue(value)).toBeUndefined();
    expect(decodeOptionValue(value)).toBeUndefined();
  });

  test('of an unknown action says nothing', () => {
    expect(decodeOptionValue(`constructor:${encodeButtonValue({ arn, seenMs: 1 })}`)).toBeUndefined();
  });

  property.prop([fc.string()])('never makes the reader fail', (text) => {
    expect(() => [decodeButtonValue(text), decodeOptionValue(text)]).not.toThrow();
  });

  test('of an ARN that is no incident cannot be read', () => {
    expect(decodeButtonValue(encodeButtonValue({ arn: 'arn:aws:s3:::bucket', seenMs: Number.NaN }))).toBeUndefined();
  });
});
