import { createEmbeddedAws, type EmbeddedAws, seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAccounts } from '../../../src/aws/accounts.ts';
import { createInRegions } from '../../../src/aws/regions.ts';
import { createWriteIncident } from '../../../src/aws/write/write-incident.ts';
import type { WriteOnce } from '../../../src/aws/write/write-once.ts';
import { arnOf } from '../../support/arn-of.ts';
import { awsParts } from '../aws-parts.ts';

let aws: EmbeddedAws;
beforeEach(async () => {
  aws = await createEmbeddedAws();
});
afterEach(() => aws.close());

/** The writes, as the app makes them, in the Regions given. */
function writesIn(regions: string[]) {
  const { clients } = awsParts(aws.url, { regions });
  const inRegions = createInRegions(regions, Date.now);
  return createWriteIncident(clients, createAccounts(undefined, clients, inRegions, Date.now), inRegions);
}

function onceOf(token: string, region?: string) {
  const begun: string[] = [];
  const once: WriteOnce = {
    token,
    ...(region !== undefined && { region }),
    beforeSend: async (where) => void begun.push(where),
  };
  return { once, begun };
}

const arn = arnOf(seedIncidents.low);
const regionsOf = (operation: string) =>
  aws.calls.all().flatMap((call) => (call.operation === operation ? [call.region] : []));

describe('writes', () => {
  test('the same token twice: done once', async () => {
    const writes = writesIn(['eu-west-1', 'us-east-1']);
    const event = { type: 'Note' as const, text: 'Once', atMs: Date.now() };
    await writes.addEvent(arn, event, onceOf('t1').once);
    await writes.addEvent(arn, event, onceOf('t1').once);
    const notes = aws.incidents.get(arn.arn)?.events.filter(({ eventType }) => eventType === 'Note');
    expect(notes).toHaveLength(1);
  });

  test('an answer that is lost: not tried in another Region; the next try goes where the first went', async () => {
    const writes = writesIn(['eu-west-1', 'us-east-1']);
    aws.faults.add({ kind: 'internal', operation: 'UpdateIncidentRecord', times: 1 });
    const first = onceOf('t2');
    await expect(writes.update(arn, { impact: 2 }, first.once)).rejects.toMatchObject({ code: 'aws_unavailable' });
    expect(new Set(regionsOf('UpdateIncidentRecord'))).toEqual(new Set(['eu-west-1']));
    expect(first.begun).toEqual(['eu-west-1']);
    // The Region is asked last by now, yet this write stays with it.
    await writes.update(arn, { impact: 2 }, onceOf('t2', 'eu-west-1').once);
    expect(new Set(regionsOf('UpdateIncidentRecord'))).toEqual(new Set(['eu-west-1']));
    expect(aws.incidents.get(arn.arn)?.record.impact).toBe(2);
  });

  test.each([['access_denied'], ['throttle']] as const)(
    'a Region that certainly did nothing (%s): the next one is asked',
    async (kind) => {
      const writes = writesIn(['eu-west-1', 'us-east-1']);
      aws.faults.add({ kind, operation: 'UpdateIncidentRecord', region: 'eu-west-1' });
      const { once, begun } = onceOf('t3');
      await writes.update(arn, { title: 'New' }, once);
      expect(begun).toEqual(['eu-west-1', 'us-east-1']);
      expect(aws.incidents.get(arn.arn)?.record.title).toBe('New');
    },
  );

  test('a Region outside of the replication set is passed over', async () => {
    await writesIn(['eu-central-1', 'eu-west-1']).update(arn, { status: 'RESOLVED' }, onceOf('t4').once);
    expect(aws.incidents.get(arn.arn)?.record.status).toBe('RESOLVED');
  });

  test('what AWS does not accept is not asked elsewhere', async () => {
    const writes = writesIn(['eu-west-1', 'us-east-1']);
    const tooLong = { title: 'x'.repeat(201) };
    await expect(writes.update(arn, tooLong, onceOf('t5').once)).rejects.toMatchObject({ code: 'invalid_request' });
    expect(regionsOf('UpdateIncidentRecord')).toEqual(['eu-west-1']);
  });

  test.each([
    ['quotes and line ends', '"\\\n'.repeat(10_000)],
    ['characters of two units', '😀'.repeat(20_000)],
    ['control characters', '\u0001'.repeat(20_000)],
    ['a lone half of a character', `a\ud800${'b'.repeat(13_000)}`],
  ])('a note of %s fits', async (_, text) => {
    await writesIn(['eu-west-1']).addEvent(
      arn,
      { type: 'Note', text, atMs: Date.now() },
      onceOf(`t6 ${text.length}`).once,
    );
    const data = aws.incidents.get(arn.arn)?.events.find(({ eventType }) => eventType === 'Note')?.eventData ?? '';
    expect(data.length).toBeLessThanOrEqual(12_000);
    expect(data.length).toBeGreaterThan(11_000);
    expect(String(JSON.parse(data))).toMatch(/…$/);
  });

  test('start gives the new incident, with what was asked for', async () => {
    const { once } = onceOf('t7');
    const start = { plan: seedPlans.search, account: '111122223333', title: 'Started', impact: 1 };
    const started = await writesIn(['eu-west-1']).start(start, once);
    expect(aws.incidents.get(started.arn)?.record).toMatchObject({ title: 'Started', impact: 1 });
    expect((await writesIn(['eu-west-1']).start(start, once)).arn).toBe(started.arn);
  });

  test('an account that is not allowed is refused before AWS is asked', async () => {
    const foreign = arnOf(seedIncidents.low.replace('111122223333', '999999999999'));
    const refused = writesIn(['eu-west-1']).update(foreign, { impact: 1 }, onceOf('t8').once);
    await expect(refused).rejects.toMatchObject({ code: 'account_not_allowed' });
    expect(regionsOf('UpdateIncidentRecord')).toEqual([]);
  });
});
