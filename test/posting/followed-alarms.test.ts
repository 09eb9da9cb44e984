import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { createFollowedAlarms, rescheduleAlarmReads, sendAlarmReads } from '../../src/posting/followed-alarms.ts';
import type { PostedCard } from '../../src/posting/posted-card.ts';
import { alarm, now, record, snapshot } from '../cards/example-incidents.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';

const minute = 60_000;
const far = { ...alarm, arn: alarm.arn.replace('eu-west-1', 'us-east-1') };

let opened: ClockedStore;
let follow: (changes?: Partial<PostedCard>) => Promise<void>;
let get: ReturnType<typeof createFollowedAlarms>['get'];
let sent: JobToSend[];

beforeEach(() => {
  opened = openClockedStore(now);
  const { store, clock } = opened;
  const followed = createFollowedAlarms(store, () => clock.nowMs);
  const card = { arn: record.arn.arn, channel: 'C1', key: 'k', sinceMs: now, reading: { ...snapshot, alarm } };
  follow = (changes = {}) => followed.follow({ ...card, ...changes });
  get = followed.get;
  sent = [];
});
afterEach(() => opened.close());
const pass = (minutes: number) => {
  opened.clock.nowMs += minutes * minute;
};
const due = async () => {
  const queue = { send: async (jobs: readonly JobToSend[]) => void sent.push(...jobs) };
  await sendAlarmReads({ store: opened.store, queue, horizonMs: 15_000 }, opened.clock.nowMs);
  return sent.splice(0).map(({ job }) => job);
};

describe('the alarm of an open incident', () => {
  test('is read once a minute, whatever the number of channels', async () => {
    await follow();
    await follow({ channel: 'C2' });
    expect(await due()).toEqual([]);
    pass(1);
    expect(await due()).toEqual([{ kind: 'alarm-read', alarms: [alarm.arn] }]);
    expect(await due()).toEqual([]);
    expect(await get(alarm.arn)).toMatchObject({ shown: { [record.arn.arn]: ['C1', 'C2'] } });
  });

  test('is read every five minutes while it is normal', async () => {
    await follow({ reading: { ...snapshot, alarm: { ...alarm, state: 'OK' } } });
    pass(4);
    expect(await due()).toEqual([]);
    pass(1);
    expect(await due()).toHaveLength(1);
  });

  test('is read with the others of its account and Region', async () => {
    const other = { ...alarm, arn: `${alarm.arn}-2` };
    for (const each of [alarm, other, far]) await follow({ reading: { ...snapshot, alarm: each } });
    pass(1);
    const jobs = await due();
    expect(jobs).toHaveLength(2);
    expect(jobs).toContainEqual({ kind: 'alarm-read', alarms: [far.arn] });
  });

  test.each([
    ['its card is no longer kept', { ended: 'deleted' as const }],
    ['it is resolved', { reading: { ...snapshot, record: { ...record, status: 'RESOLVED' }, alarm } }],
  ])('is no longer read when %s', async (_, changes) => {
    await follow();
    await follow(changes);
    pass(1);
    expect(await due()).toEqual([]);
    expect(await get(alarm.arn)).toBeUndefined();
  });

  test('is read in time after the clock was set back', async () => {
    pass(24 * 60);
    await follow();
    opened.clock.nowMs = now;
    await rescheduleAlarmReads(opened.store, now, now + 48 * 60 * minute, 100);
    pass(1);
    expect(await due()).toHaveLength(1);
  });
});
