import { readManifest } from 'slack-aws-sandbox';
import { createEmbeddedSlack, type EmbeddedSlack } from 'slack-aws-sandbox/slack';
import type { CardMessage } from '../../src/cards/block-kit/blocks.ts';
import { movedCard } from '../../src/cards/surfaces/gone-card.ts';
import { openGate } from '../../src/gate/open-gate.ts';
import { oneWorkspace } from '../../src/gate/slack-access.ts';
import type { IncidentRecord } from '../../src/incidents/record.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { createCardKeeper } from '../../src/posting/card-keeper.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { drawCard, drawStatusUpdate } from '../../src/slack/channel/draw-card.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { createMarkers } from '../../src/watches/markers.ts';
import { finalStatusUpdate } from '../../src/watches/status-update-news.ts';
import { createWatchStore, isWatched } from '../../src/watches/watch.ts';
import { createWatchKeeper } from '../../src/watches/watch-keeper.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { arnOf } from '../support/arn-of.ts';
import { silentLog } from '../support/silent-log.ts';

export const arn =
  'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
export const minuteMs = 60_000;

/** The card keeper on a real store and an embedded Slack, with a clock that a test moves. */
export async function startKeeper(
  mentions: ReadonlyMap<number, string> = new Map(),
  around: (store: Store) => Store = (store) => store,
) {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const sleep = async (ms: number) => {
    aheadMs += ms;
  };
  const slack: EmbeddedSlack = await createEmbeddedSlack({
    manifest: readManifest('manifest.yml'),
    rateLimits: false,
    now,
  });
  const database = openSqliteDatabase(':memory:');
  const store = around(createSqliteStore(database, { now }));
  const cards = createCardStore(store);
  const watches = createWatchStore(store);

  /**
   * Simulates a restart: only what is stored is known.
   * @param change transforms a card after it is rendered
   */
  function restart(change = (card: CardMessage) => card) {
    const client = createWebClient(slack.botToken, slack.apiUrl);
    const writer = createMessageWriter(client, silentLog);
    const { gate, channels } = openGate({
      access: oneWorkspace(client, ''),
      isWatched: (incident, channel) => isWatched(watches, incident, channel),
      now,
      log: silentLog,
    });
    const markers = createMarkers(client, writer, silentLog);
    const statusPostsMs = new Map([
      [1, 15 * minuteMs],
      [2, 30 * minuteMs],
    ]);
    const watchKeeper = createWatchKeeper({ watches, markers, statusPostsMs, now });
    const links = { region: 'eu-west-1' };
    const keeper = createCardKeeper({
      cards,
      slack: client,
      writer,
      draw: (snapshot, watched) =>
        change(drawCard(snapshot, { now, links, log: silentLog, permissions: { readOnly: true } }, watched)),
      drawMoved: (snapshot, link) => movedCard(snapshot.record, link),
      mayShow: (incident, channel) => gate.mayPost({ incident }, channel),
      isMember: channels.isMember,
      isWatched: watchKeeper.isWatched,
      finalStatusUpdate: (channel, snapshot) =>
        finalStatusUpdate(
          {
            watches,
            draw: (of, news) =>
              drawStatusUpdate(of, news, { now, links, log: silentLog, permissions: { readOnly: true } }),
          },
          channel,
          snapshot,
        ),
      follow: watchKeeper.follow,
      resume: watchKeeper.resume,
      mentions,
      now,
      sleep,
    });
    return { keeper, watchKeeper, gate };
  }

  return {
    slack,
    ids: slack.workspace.ids,
    store,
    cards,
    watches,
    now,
    restart,
    ...restart(),
    /** A message writer apart from the keeper's. */
    writing() {
      const client = createWebClient(slack.botToken, slack.apiUrl);
      return { slack: client, writer: createMessageWriter(client, silentLog) };
    },
    /** Advances the clock. */
    wait: sleep,
    messages: (channel: string) => slack.workspace.messages(channel),
    /** The thread entries under a card. */
    lines(channel: string): string[] {
      const [card] = slack.workspace.messages(channel);
      return card === undefined
        ? []
        : slack.workspace
            .thread(channel, card.ts)
            .slice(1)
            .map(({ text }) => text);
    },
    async close() {
      await slack.close();
      database.close();
    },
  };
}

const firstMs = Date.now() - 3_600_000;
let clock = firstMs;

/** A snapshot of the incident, newer than the previous one. */
export function newSnapshot(
  record: Partial<IncidentRecord> = {},
  rest: Partial<IncidentSnapshot> = {},
): IncidentSnapshot {
  clock += 1000;
  const source = { name: 'aws.cloudwatch', createdBy: 'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser' };
  return {
    record: {
      arn: arnOf(arn),
      title: 'Checkout is failing',
      status: 'OPEN',
      impact: 2,
      createdAtMs: firstMs,
      modifiedAtMs: clock,
      modifiedBy: 'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser',
      dedupeString: '',
      source,
      automationExecutions: [],
      chatTopics: [],
      notificationTargets: [],
      ...record,
    },
    readAtMs: clock,
    ...rest,
  };
}
