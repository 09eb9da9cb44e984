import { afterAll, describe, expect, test } from 'vitest';
import { onlyCloudKinds } from '../fault-kinds.ts';
import { openSlot } from '../open-slot.ts';
import { givenUpAfterTries } from './check-dead-letters.ts';

describe('chaos in the cloud', () => {
  const slot = openSlot(5);
  afterAll(() => slot.end());

  test('two replicas on SQS and DynamoDB: whatever goes wrong, all is true in the end', {
    timeout: 300_000,
  }, async () => {
    const options = {
      cloud: true,
      kinds: [...onlyCloudKinds, 'SIGTERM', 'kill -9'] as const,
      incidents: 2,
      lengthMs: 15_000,
      // The machine may be busy: how soon, is for `npm run chaos -- --cloud`.
      recoverWithinMs: 400_000,
    };
    const { broken, asked } = await slot.run({ seed: 1, options }, () => undefined);
    expect(broken).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });

  describe('a dead letter breaks the invariant when', () => {
    const job = { group: 'g', job: { kind: 'look' } };
    const handed = new Map([[JSON.stringify(['g', { kind: 'look' }]), 3]]);
    const facts = (letter: object) =>
      givenUpAfterTries([{ group: 'g', body: JSON.stringify(letter), ...letter }], handed).map((one) => one.facts);
    const parked = { reason: 'AppError: refused', attempt: 3 };

    test('SQS moved it, not the app', () => {
      expect(facts({ ...job, parked })).toEqual([]);
      expect(facts(job)).toEqual([expect.stringContaining('3 tries')]);
    });

    test('no worker received it', () => {
      expect(facts({ ...job, job: { kind: 'sync' }, parked })).toEqual([expect.stringContaining('0 tries')]);
    });

    test('it was received too often to be tried again', () => {
      expect(facts({ ...job, parked: { reason: 'Error: too many attempts', attempt: 51 } })).toHaveLength(1);
    });
  });
});
