import type { ReadSnapshot } from '../../aws/read/read-snapshot.ts';
import { inBatches } from '../../batches.ts';
import { roomsPerMinute } from '../../clock/budget.ts';
import { createAllowance } from '../../clock/card-allowance.ts';
import type { Gate } from '../../gate/gate.ts';
import type { SlackAccess } from '../../gate/slack-access.ts';
import { cardLinksOf } from '../../incidents/links/card-links.ts';
import { incidentUrl } from '../../incidents/links/console-links.ts';
import type { RoomSettings } from '../../incidents/rooms/room-settings.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { ownRefresh } from '../../notifications/refresh-jobs.ts';
import type { CardKeeper } from '../../posting/card-keeper.ts';
import type { MessageWriter } from '../../posting/message-writer.ts';
import type { RoomLink } from '../../rooms/furnish.ts';
import { newRoomJob } from '../../rooms/room-jobs.ts';
import type { RoomStore } from '../../rooms/room-store.ts';
import type { Rooms, RoomWork } from '../../rooms/room-work.ts';
import type { Store } from '../../store/store.ts';
import type { WatchKeeper } from '../../watches/watch-keeper.ts';
import { cardOptions, type DrawingOptions } from '../channel/draw-card.ts';
import type { Services } from '../services.ts';

export interface OpenRoomsOptions extends DrawingOptions, Pick<Services, 'queue' | 'log' | 'findContactUser'> {
  settings: RoomSettings;
  store: Store;
  roomStore: RoomStore;
  writer: MessageWriter;
  gate: Gate;
  access: Pick<SlackAccess, 'slack' | 'findInstallation' | 'ownsChannel'>;
  watchKeeper: Pick<WatchKeeper, 'begin'>;
  cards: Pick<CardKeeper, 'adopt'>;
  readSnapshot: ReadSnapshot;
}

const lookupsAtOnce = 3;

/** Creates the rooms on the parts of the app that they use. What works on a room is loaded with the first of them. */
export function openRooms(options: OpenRoomsOptions): Rooms {
  const { settings, roomStore, now } = options;
  let loaded: Promise<RoomWork> | undefined;
  const whole = (): Promise<RoomWork> => {
    loaded ??= loadRooms(options);
    return loaded;
  };
  return {
    areMade: settings.impacts.size > 0,
    newRoomJob: (snapshot, channel, by) => newRoomJob(snapshot, settings.impacts, now(), channel, by),
    get: async (arn) => (await roomStore.get(arn))?.room,
    inChannel: roomStore.inChannel,
    open: async (...asked) => (await whole()).open(...asked),
    follow: async (...asked) => (await whole()).follow(...asked),
    keep: async (...asked) => (await whole()).keep(...asked),
    check: async (...asked) => (await whole()).check(...asked),
    keepOpen: async (...asked) => (await whole()).keepOpen(...asked),
    refuse: async (...asked) => (await whole()).refuse(...asked),
  };
}

async function loadRooms(options: OpenRoomsOptions): Promise<RoomWork> {
  const { access, store, roomStore, queue, watchKeeper, cards, links, findContactUser } = options;
  const [{ createRoomWork }, { roomWelcome }] = await Promise.all([
    import('../../rooms/room-work.ts'),
    import('../../cards/surfaces/room-messages.ts'),
  ]);
  return createRoomWork({
    ...options,
    ...access,
    rooms: roomStore,
    claimChannel: (channel) => access.ownsChannel(channel, async () => true),
    adoptCard: cards.adopt,
    async findInvitees(contactArns) {
      const found = await inBatches(contactArns, lookupsAtOnce, findContactUser);
      // Found by e-mail, it is a full member; anyone else is named by `CONTACTS`.
      return found.flatMap((each) => ('user' in each ? [{ user: each.user.id, named: true }] : []));
    },
    beginWatch: (snapshot, request) => watchKeeper.begin(snapshot, request),
    drawWelcome: (snapshot) => roomWelcome(snapshot, cardOptions(options)),
    linksOf: (snapshot) => roomLinks(snapshot, links),
    mayMake: createAllowance(store, 'rooms', roomsPerMinute),
    refresh: (arn) => queue.send([ownRefresh(arn)]),
  });
}

/** The console, and the links of the response plan. */
function roomLinks({ record }: IncidentSnapshot, links: OpenRoomsOptions['links']): RoomLink[] {
  const console = incidentUrl(record.arn, links);
  return [
    ...(console === undefined ? [] : [{ title: 'Incident Manager', url: console }]),
    ...cardLinksOf(record.arn, links).map(({ words, url }) => ({ title: words, url })),
  ];
}
