import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineCard } from '../../src/cards/surfaces/line-card.ts';
import { failureReason } from '../../src/dead-letters/reason.ts';
import { AppError } from '../../src/errors.ts';
import { createOpsItemCards } from '../../src/posting/ops-item-cards.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import { createUnfurlKeeper } from '../../src/posting/unfurl-keeper.ts';
import type { Store } from '../../src/store/store.ts';
import { silentLog } from '../support/silent-log.ts';
import { arn, newSnapshot, startKeeper } from './keeper-parts.ts';

/** The store, with another job that always writes the same item between the read and the write. */
const contested = (store: Store): Store => ({
  ...store,
  async write(item, expect) {
    if (expect !== 'anything') await store.write(item, 'anything');
    return store.write(item, expect);
  },
});

let parts: Awaited<ReturnType<typeof startKeeper>>;
beforeAll(async () => {
  parts = await startKeeper(new Map(), contested);
});
afterAll(() => parts.close());

const channel = 'C0INCIDNT1';
const opsItem = {
  arn: 'arn:aws:ssm:eu-west-1:111122223333:opsitem/oi-0123456789ab',
  region: 'eu-west-1',
  account: '111122223333',
  id: 'oi-0123456789ab',
  title: 'Disk is full',
  status: 'Open',
  version: 1,
  readAtMs: 0,
};

test.each<[string, () => Promise<unknown>]>([
  ['a card', () => parts.keeper.show(channel, newSnapshot())],
  ['a watch', () => parts.watchKeeper.begin(newSnapshot(), { channel, by: 'U0ADA00001' })],
  ['a pause of status updates', () => parts.watchKeeper.pause(arn, channel, 60_000, parts.now())],
  [
    'an unfurl',
    () => {
      const { now, store, cards } = parts;
      const draw = () => lineCard('Checkout');
      const keeper = createUnfurlKeeper({
        ...parts.writing(),
        unfurls: createUnfurlStore(store),
        cards,
        draw,
        now,
        sleep: parts.wait,
      });
      return keeper.show({ arn, channel, ts: '1.1', threadTs: '1.1' }, newSnapshot());
    },
  ],
  [
    'the card of an OpsItem',
    () => {
      const { writer } = parts.writing();
      const draw = async () => lineCard('Disk is full');
      return createOpsItemCards({ store: parts.store, writer, draw, now: parts.now, log: silentLog }).show(
        channel,
        opsItem,
      );
    },
  ],
])('%s that another job writes at the same moment is a conflict, not a fault of Slack or AWS', async (_, write) => {
  const error = await write().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'job_conflict', transient: true });
  expect(String(error)).not.toMatch(/Slack|AWS/);
  expect(parts.slack.calls.count('chat.postMessage')).toBe(0);
});

test.each([
  ['job_conflict', "the app's own jobs were in each other's way for 5 minutes"],
  ['worker_busy', 'the app had more work than it can do at once for 5 minutes'],
  ['slack_unavailable', 'Slack did not answer for 5 minutes'],
  ['throttled', 'AWS limited requests for 5 minutes'],
] as const)('a job that was given up after %s names that cause', (code, reason) => {
  expect(failureReason(new AppError(code, 'x'), 300_000)).toBe(reason);
});
