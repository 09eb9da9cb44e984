import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withDeadline } from '../../src/deadline.ts';
import { readingAhead } from '../../src/jobs/read-ahead.ts';
import type { Item, ItemToWrite, Json, Store } from '../../src/store/store.ts';

/** A new, empty store that uses the given clock. */
export type OpenStore = (now: () => number) => Promise<{ store: Store; close: () => Promise<void> }>;

const startMs = Date.UTC(2026, 0, 1);

/** The behaviour required of every store. The test file of each implementation calls it. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`the contract of a store: ${name}`, () => {
    let clockMs: number;
    let store: Store;
    let close: () => Promise<void>;

    beforeEach(async () => {
      clockMs = startMs;
      ({ store, close } = await open(() => clockMs));
    });

    afterEach(() => close());

    const item = (sort: string, more: Partial<ItemToWrite> = {}): ItemToWrite => ({
      partition: 'watches',
      sort,
      value: { channel: sort },
      ...more,
    });
    const key = (sort: string) => ({ partition: 'watches', sort });
    const sorts = (items: Item[]) => items.map(({ sort }) => sort);

    describe('scanning', () => {
      const scanned = async (prefix: string): Promise<Item[]> => {
        const found: Item[] = [];
        let page = await store.scan(prefix);
        for (;;) {
          found.push(...page.items);
          if (page.next === undefined) return found;
          page = await store.scan(prefix, page.next);
        }
      };

      test('the pages hold every item whose partition has the prefix, once, and no expired one', async () => {
        const wanted: string[] = [];
        for (let number = 0; number < 120; number += 1) {
          const partition = `scan ${number % 7}`;
          const value = 'x'.repeat(20_000);
          await store.write({ partition, sort: `s${number}`, value }, 'anything');
          wanted.push(`${partition} s${number}`);
        }
        await store.write({ partition: 'scan 1', sort: 'expired', value: 1, expiresAtMs: clockMs + 1 }, 'anything');
        await store.write({ partition: 'scanner', sort: 'x', value: 1 }, 'anything');
        await store.write({ partition: 'other', sort: 'x', value: 1 }, 'anything');
        clockMs += 2;
        const found = await scanned('scan ');
        expect(found.map(({ partition, sort }) => `${partition} ${sort}`).sort()).toEqual(wanted.sort());
        expect(found[0]).toMatchObject({ version: 1 });
        expect(await store.count('scan ')).toBe(120);
        expect(await store.count('none ')).toBe(0);
      });

      test('items that are removed on the way do not disturb it', async () => {
        for (let number = 0; number < 30; number += 1) {
          await store.write({ partition: `scan ${number}`, sort: 'a', value: 'x'.repeat(100_000) }, 'anything');
        }
        let removed = 0;
        for (let page = await store.scan('scan '); ; page = await store.scan('scan ', page.next)) {
          for (const each of page.items) removed += Number(await store.remove(each, each.version));
          if (page.next === undefined) break;
        }
        expect(removed).toBe(30);
        expect(await scanned('scan ')).toEqual([]);
      });
    });

    describe('reading and writing', () => {
      test('an item that was never written is absent', async () => {
        expect(await store.get(key('a'))).toBeUndefined();
        expect(await store.list('watches')).toEqual([]);
        expect(await store.listed('C1')).toEqual([]);
        expect(await store.due(clockMs, 10)).toEqual([]);
      });

      test('an item is read as it was written', async () => {
        const whole = item('a', { listedUnder: 'C1', dueAtMs: clockMs + 0.5, expiresAtMs: clockMs + 1500.25 });
        expect(await store.write(whole, 'anything')).toBe(1);
        expect(await store.get(key('a'))).toEqual({ ...whole, version: 1 });
      });

      test('a write replaces the whole item, including fields that it omits', async () => {
        const before = item('a', { listedUnder: 'C1', dueAtMs: clockMs, expiresAtMs: clockMs + 60_000 });
        await store.write(before, 'anything');
        expect(await store.write(item('a', { value: 2 }), 'anything')).toBe(2);
        expect(await store.get(key('a'))).toEqual({ ...key('a'), value: 2, version: 2 });
        expect(await store.listed('C1')).toEqual([]);
        expect(await store.due(clockMs, 10)).toEqual([]);
      });

      test.each<[string, Json]>([
        ['null', null],
        ['an empty text', ''],
        ['a number of many digits', 0.1 + 0.2],
        ['a number that DynamoDB does not support', 1e-300],
        ['nested values', { list: [1, [true, null], { deep: { deeper: '' } }], empty: {}, none: [] }],
        ['text in many scripts', 'Zażółć 事件 🔴 \u{1F468}\u200D\u{1F469} עברית \u0000 \uFFFF'],
        ['half a surrogate pair', 'cut \uD83D'],
        ['keys in many scripts', { 'ключ 🔑': 1, '': 2, '#name': 3, ':value': 4 }],
      ])('the store preserves %s', async (_, value) => {
        await store.write(item('a', { value }), 'absent');
        expect((await store.get(key('a')))?.value).toEqual(value);
      });

      test('keys in many scripts identify different items', async () => {
        const names = ['é', 'e\u0301', '事件', '🔴', 'a b', "'; DROP TABLE items; --", '%', '_'];
        for (const sort of names) await store.write({ partition: '事 🔑', sort, value: sort }, 'absent');
        for (const sort of names) expect((await store.get({ partition: '事 🔑', sort }))?.value).toBe(sort);
        expect(await store.list('事 🔑')).toHaveLength(names.length);
      });

      test('a value of 200 KB is stored', async () => {
        const value = { text: '事'.repeat(70_000) };
        await store.write(item('a', { value }), 'absent');
        expect((await store.get(key('a')))?.value).toEqual(value);
      });

      test.each([
        ['a value of 400 KB', item('a', { value: 'x'.repeat(400_000) })],
        ['an empty partition', item('a', { partition: '' })],
        ['an empty sort key', item('')],
        ['a sort key of 1,025 bytes', item('x'.repeat(1025))],
      ])('%s is refused', async (_, refused) => {
        await expect(store.write(refused, 'anything')).rejects.toMatchObject({ code: 'invalid_request' });
      });
    });

    describe('reading in a job', () => {
      test('items that are read at once are the same as one by one', async () => {
        await store.write(item('a'), 'absent');
        await store.write(item('b', { expiresAtMs: clockMs }), 'absent');
        await store.write(item('é'), 'absent');
        const all = ['a', 'b', 'é', 'none', 'a'].map(key);
        const oneByOne = [];
        for (const each of all) oneByOne.push(await store.get(each));
        const atOnce = await withDeadline(10_000, () => Promise.all(all.map((each) => store.get(each))));
        expect(atOnce).toEqual(oneByOne);
        expect(atOnce.map((each) => each?.sort)).toEqual(['a', undefined, 'é', undefined, 'a']);
      });

      test('an item that was read ahead is given out once, and not after the job has changed it', async () => {
        const ahead = readingAhead(store);
        await store.write(item('a'), 'absent');
        await store.write(item('b'), 'absent');
        await store.write(item('c'), 'absent');
        await withDeadline(10_000, async () => {
          ahead.readAhead([key('a'), key('b'), key('c'), key('none')]);
          expect(await ahead.get(key('a'))).toMatchObject({ version: 1 });
          await store.write(item('a'), 1);
          expect(await ahead.get(key('a'))).toMatchObject({ version: 2 });
          await ahead.write(item('b'), 1);
          expect(await ahead.get(key('b'))).toMatchObject({ version: 2 });
          await ahead.remove(key('c'));
          expect(await ahead.get(key('c'))).toBeUndefined();
          expect(await ahead.get(key('none'))).toBeUndefined();
        });
      });

      test('what one job reads ahead no other job gets, nor what runs outside a job', async () => {
        const ahead = readingAhead(store);
        await store.write(item('a'), 'absent');
        await withDeadline(10_000, async () => {
          ahead.readAhead([key('a')]);
          await withDeadline(10_000, async () => {
            await store.write(item('a'), 1);
            expect(await ahead.get(key('a'))).toMatchObject({ version: 2 });
          });
        });
        ahead.readAhead([key('a')]);
        await store.write(item('a'), 2);
        expect(await ahead.get(key('a'))).toMatchObject({ version: 3 });
      });
    });

    describe('conditions', () => {
      test('each write increments the version', async () => {
        expect(await store.write(item('a'), 'absent')).toBe(1);
        expect(await store.write(item('a'), 1)).toBe(2);
        expect(await store.write(item('a'), 'anything')).toBe(3);
        expect(await store.write(item('a'), 3)).toBe(4);
      });

      test('a write that expects absence does not replace an item', async () => {
        await store.write(item('a', { value: 'first' }), 'absent');
        expect(await store.write(item('a', { value: 'second' }), 'absent')).toBeUndefined();
        expect(await store.get(key('a'))).toMatchObject({ value: 'first', version: 1 });
      });

      test('a write that expects another version does not replace an item', async () => {
        await store.write(item('a', { value: 'first' }), 'absent');
        for (const version of [0, 2, 99]) {
          expect(await store.write(item('a', { value: 'other' }), version)).toBeUndefined();
        }
        expect(await store.write(item('b'), 1)).toBeUndefined();
        expect(await store.get(key('a'))).toMatchObject({ value: 'first', version: 1 });
        expect(await store.get(key('b'))).toBeUndefined();
      });

      test('of 50 concurrent writes that expect absence exactly one succeeds', async () => {
        const writers = Array.from({ length: 50 }, (_, writer) => writer);
        const versions = await Promise.all(writers.map((value) => store.write(item('a', { value }), 'absent')));
        const winners = writers.filter((writer) => versions[writer] !== undefined);
        expect(winners).toHaveLength(1);
        expect(await store.get(key('a'))).toMatchObject({ value: winners[0], version: 1 });
      });

      test('compare-and-set increments lose no update', async () => {
        async function increment(): Promise<void> {
          for (;;) {
            const seen = await store.get(key('count'));
            const value = Number(seen?.value ?? 0) + 1;
            if (await store.write(item('count', { value }), seen?.version ?? 'absent')) return;
          }
        }
        await Promise.all(Array.from({ length: 12 }, increment));
        expect(await store.get(key('count'))).toMatchObject({ value: 12, version: 12 });
      });

      test('concurrent unconditional writes are all counted', async () => {
        const versions = await Promise.all(
          Array.from({ length: 20 }, (_, value) => store.write(item('a', { value }), 'anything')),
        );
        expect(versions.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      });
    });

    describe('removing', () => {
      test('remove reports whether there was an item', async () => {
        await store.write(item('a'), 'absent');
        expect(await store.remove(key('a'))).toBe(true);
        expect(await store.remove(key('a'))).toBe(false);
        expect(await store.get(key('a'))).toBeUndefined();
        expect(await store.write(item('a'), 'absent')).toBe(1);
      });

      test('remove deletes only the version that was read', async () => {
        await store.write(item('a'), 'absent');
        await store.write(item('a'), 1);
        expect(await store.remove(key('a'), 1)).toBe(false);
        expect(await store.remove(key('a'), 'absent')).toBe(false);
        expect(await store.get(key('a'))).toBeDefined();
        expect(await store.remove(key('a'), 2)).toBe(true);
      });

      test('a removed item is in no list', async () => {
        await store.write(item('a', { listedUnder: 'C1', dueAtMs: clockMs }), 'absent');
        await store.remove(key('a'));
        expect(await store.list('watches')).toEqual([]);
        expect(await store.listed('C1')).toEqual([]);
        expect(await store.due(clockMs, 10)).toEqual([]);
      });

      test('of 20 concurrent removals exactly one succeeds', async () => {
        await store.write(item('a'), 'absent');
        const removed = await Promise.all(Array.from({ length: 20 }, () => store.remove(key('a'))));
        expect(removed.filter(Boolean)).toHaveLength(1);
      });
    });

    describe('expiry', () => {
      const expiring = item('a', { value: 'old', listedUnder: 'C1', dueAtMs: startMs, expiresAtMs: startMs + 1500 });

      test('an item exists until the millisecond it expires', async () => {
        await store.write(expiring, 'absent');
        clockMs = startMs + 1499;
        expect(await store.get(key('a'))).toBeDefined();
        clockMs = startMs + 1500;
        expect(await store.get(key('a'))).toBeUndefined();
        expect(await store.list('watches')).toEqual([]);
        expect(await store.listed('C1')).toEqual([]);
        expect(await store.due(clockMs, 10)).toEqual([]);
      });

      test('an expired item counts as absent', async () => {
        await store.write(expiring, 'absent');
        await store.write(expiring, 'anything');
        expect(await store.write(item('a'), 'absent')).toBeUndefined();
        clockMs = startMs + 1500;
        expect(await store.write(item('a', { value: 'new' }), 2)).toBeUndefined();
        expect(await store.remove(key('a'))).toBe(false);
        expect(await store.remove(key('a'), 2)).toBe(false);
        expect(await store.write(item('a', { value: 'new' }), 'absent')).toBe(1);
        expect(await store.get(key('a'))).toEqual({ ...key('a'), value: 'new', version: 1 });
      });

      test('an unconditional write over an expired item restarts its version', async () => {
        await store.write(expiring, 'absent');
        await store.write(expiring, 'anything');
        clockMs = startMs + 1500;
        expect(await store.write(item('a', { value: 'new' }), 'anything')).toBe(1);
        expect(await store.get(key('a'))).toEqual({ ...key('a'), value: 'new', version: 1 });
      });

      test('of 20 concurrent writers that replace an expired item, exactly one succeeds', async () => {
        await store.write(expiring, 'absent');
        clockMs = startMs + 1500;
        const versions = await Promise.all(
          Array.from({ length: 20 }, (_, value) => store.write(item('a', { value }), 'absent')),
        );
        expect(versions.filter((version) => version === 1)).toHaveLength(1);
        expect(versions.filter((version) => version === undefined)).toHaveLength(19);
      });
    });

    describe('listing', () => {
      test('a list is ordered by the bytes of the sort key', async () => {
        const names = ['b', 'a', 'B', '10', '9', 'ä', 'ab', '🔴', '\uFF5E'];
        for (const sort of names) await store.write(item(sort), 'absent');
        expect(sorts(await store.list('watches'))).toEqual(['10', '9', 'B', 'a', 'ab', 'b', 'ä', '\uFF5E', '🔴']);
      });

      test('a list contains one partition only', async () => {
        await store.write(item('a'), 'absent');
        await store.write(item('b', { partition: 'watches-2' }), 'absent');
        expect(sorts(await store.list('watches'))).toEqual(['a']);
      });

      test('a prefix is matched literally', async () => {
        const names = ['C1#a', 'C1#b', 'C1', 'C10#a', 'C2#a', 'c1#a', 'C1#\u{10FFFF}', 'C1%', 'C1_'];
        for (const sort of names) await store.write(item(sort), 'absent');
        expect(sorts(await store.list('watches', 'C1#'))).toEqual(['C1#a', 'C1#b', 'C1#\u{10FFFF}']);
        expect(sorts(await store.list('watches', 'C1%'))).toEqual(['C1%']);
        expect(await store.list('watches', 'none')).toEqual([]);
      });

      test('a list continues after the first page', async () => {
        const value = 'x'.repeat(100_000);
        const names = Array.from({ length: 25 }, (_, index) => `item-${String(index).padStart(2, '0')}`);
        await Promise.all(names.map((sort) => store.write(item(sort, { value, listedUnder: 'C1' }), 'absent')));
        expect(sorts(await store.list('watches'))).toEqual(names);
        expect(sorts(await store.listed('C1')).sort()).toEqual(names);
      });

      test('a list by secondary key crosses partitions', async () => {
        await store.write(item('a', { listedUnder: 'C1' }), 'absent');
        await store.write(item('b', { partition: 'cards', listedUnder: 'C1' }), 'absent');
        await store.write(item('c', { listedUnder: 'C10' }), 'absent');
        await store.write(item('d'), 'absent');
        expect(sorts(await store.listed('C1')).sort()).toEqual(['a', 'b']);
      });

      test('a list by secondary key follows rewritten items', async () => {
        await store.write(item('a', { listedUnder: 'C1' }), 'absent');
        await store.write(item('a', { listedUnder: 'C2' }), 1);
        expect(await store.listed('C1')).toEqual([]);
        expect(sorts(await store.listed('C2'))).toEqual(['a']);
      });
    });

    describe('due items', () => {
      test('items are due at their time, the longest overdue first', async () => {
        const offsets = [5, -3000, 0, 60_000, -1, -86_400_000, 1];
        for (const offset of offsets) await store.write(item(`${offset}`, { dueAtMs: clockMs + offset }), 'absent');
        await store.write(item('never'), 'absent');
        expect(sorts(await store.due(clockMs, 10))).toEqual(['-86400000', '-3000', '-1', '0']);
        expect(sorts(await store.due(clockMs + 5, 10))).toEqual(['-86400000', '-3000', '-1', '0', '1', '5']);
      });

      test('an item written with a later time is not due any more', async () => {
        await store.write(item('a', { dueAtMs: clockMs }), 'absent');
        await store.write(item('a', { dueAtMs: clockMs + 60_000 }), 1);
        expect(await store.due(clockMs, 10)).toEqual([]);
        expect(sorts(await store.due(clockMs + 60_000, 10))).toEqual(['a']);
      });

      test('due items are listed by lane, and follow a rewrite to another lane', async () => {
        await store.write(item('a', { dueAtMs: clockMs, dueLane: 'watch-1' }), 'absent');
        await store.write(item('b', { dueAtMs: clockMs, dueLane: 'watch-2' }), 'absent');
        await store.write(item('c', { dueAtMs: clockMs }), 'absent');
        expect(sorts(await store.due(clockMs, 10, 'watch-1'))).toEqual(['a']);
        expect(sorts(await store.due(clockMs, 10))).toEqual(['c']);
        expect((await store.get(key('a')))?.dueLane).toBe('watch-1');
        await store.write(item('a', { dueAtMs: clockMs, dueLane: 'watch-2' }), 1);
        expect(await store.due(clockMs, 10, 'watch-1')).toEqual([]);
        expect(sorts(await store.due(clockMs, 10, 'watch-2')).sort()).toEqual(['a', 'b']);
      });

      test('of two ticks exactly one claims a due item', async () => {
        await store.write(item('a', { dueAtMs: clockMs }), 'absent');
        const claim = async () => {
          const [due] = await store.due(clockMs, 1);
          return due && store.write({ ...item('a'), dueAtMs: clockMs + 60_000 }, due.version);
        };
        const claimed = await Promise.all([claim(), claim()]);
        expect(claimed.filter((version) => version === 2)).toHaveLength(1);
      });

      test('of a thousand due items the requested number is returned, in order', async () => {
        const overdue = (index: number) => ((index * 7919) % 1000) + 1;
        const indexes = Array.from({ length: 1000 }, (_, index) => index);
        await Promise.all(
          indexes.map((index) => store.write(item(`w${index}`, { dueAtMs: clockMs - overdue(index) }), 'absent')),
        );
        const longest = indexes.toSorted((a, b) => overdue(b) - overdue(a)).map((index) => `w${index}`);
        expect(sorts(await store.due(clockMs, 25))).toEqual(longest.slice(0, 25));
        expect(sorts(await store.due(clockMs, 2000))).toEqual(longest);
      });
    });
  });
}
