import { describe, expect, test } from 'vitest';
import { numbered, plainRoomName, roomName } from '../../../src/incidents/rooms/room-name.ts';
import { arnOf } from '../../support/arn-of.ts';

const record = {
  arn: arnOf('arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c0de-4a1b-2c3d-4e5f-60718293a4b5'),
  title: 'Checkout latency & errors p99 > 4s',
  impact: 1,
  createdAtMs: Date.UTC(2026, 10, 20, 10, 4),
};
const named = (title: string, template = 'inc-{date}-{title}') => roomName(template, { ...record, title });

describe('the name of a room', () => {
  test('is filled from the record, its times in UTC', () => {
    expect(roomName('inc-{date}-{title}', record)).toBe('inc-2026-11-20-checkout-latency-errors-p99-4s');
    expect(roomName('{impact}_{time}-{plan}-{id}', record)).toBe('critical_1004-checkout-plan-8ab9c0de');
  });

  test.each([
    ['Zürich: Störung im ÖPNV', 'inc-2026-11-20-zurich-storung-im-opnv'],
    ['検索が遅い', 'inc-2026-11-20-検索が遅い'],
    ['<!channel> <@U1> #general', 'inc-2026-11-20-channel-u1-general'],
    ['  ---  ', 'inc-2026-11-20'],
    ['', 'inc-2026-11-20'],
    ['🔥🔥', 'inc-2026-11-20'],
    ['a‮b', 'inc-2026-11-20-a-b'],
  ])('of an incident titled %j is %s', (title, name) => expect(named(title)).toBe(name));

  test('of a title alone that holds no letter is the id', () => {
    expect(named('🔥', '{title}')).toBe('inc-8ab9c0de-4a1b-2c3d-4e5f-60718293a4b5');
    expect(plainRoomName(record)).toBe('inc-8ab9c0de-4a1b-2c3d-4e5f-60718293a4b5');
  });

  test('leaves room for a number within Slack’s 80 characters', () => {
    const name = named('long title '.repeat(20));
    expect(numbered(name, 50).length).toBeLessThanOrEqual(80);
    expect(name).not.toMatch(/[-_]$/);
    expect([numbered(name, 1), numbered(name, 2)]).toEqual([name, `${name}-2`]);
  });
});
