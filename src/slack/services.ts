import type { WebClient } from '@slack/web-api';
import type { ReadEngagements } from '../aws/read/engagements.ts';
import type { ReadFirstAcknowledgement } from '../aws/read/first-acknowledgement.ts';
import type { IncidentManager } from '../aws/read/incident-manager.ts';
import type { ListContacts } from '../aws/read/list-contacts.ts';
import type { ReadSnapshot } from '../aws/read/read-snapshot.ts';
import type { ReadRelated } from '../aws/read/related-items.ts';
import type { ListResponsePlans, ReadPlan } from '../aws/read/response-plans.ts';
import type { ReadExecution } from '../aws/read/runbooks.ts';
import type { ReadTimeline } from '../aws/read/timeline.ts';
import type { Topics } from '../aws/write/topics.ts';
import type { StartEngagement } from '../aws/write/write-engagement.ts';
import type { WriteIncident } from '../aws/write/write-incident.ts';
import type { DecideRunbook } from '../aws/write/write-signal.ts';
import type { SetupCheck } from '../cards/surfaces/home-view.ts';
import type { DigestStore } from '../clock/digest-store.ts';
import type { Finding } from '../doctor/finding.ts';
import type { ChannelFacts } from '../gate/channel-facts.ts';
import type { Gate } from '../gate/gate.ts';
import type { IncidentLinks } from '../incidents/console-links.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { ChatTopics } from '../notifications/chat-topics.ts';
import type { TopicLog } from '../notifications/sns/topic-log.ts';
import type { Actors } from '../posting/actors.ts';
import type { CardKeeper } from '../posting/card-keeper.ts';
import type { ChannelSettingsStore } from '../posting/channel-settings.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import type { CardStore } from '../posting/posted-card.ts';
import type { UnfurlKeeper } from '../posting/unfurl-keeper.ts';
import type { WatchStore } from '../watches/watch.ts';
import type { WatchKeeper } from '../watches/watch-keeper.ts';
import type { Permissions } from './access/permissions.ts';
import type { OwnSubscriber } from './channel/own-subscriber.ts';
import type { OpenProgress } from './reports/progress.ts';
import type { NotifyOnce } from './requester/tell-once.ts';
import type { PaneMemory } from './unfurls/pane-memory.ts';
import type { WriteJournal } from './writes/write-journal.ts';

/** What listeners work with. Made once by `app.ts`. */
export interface Services {
  incidents: IncidentManager;
  readSnapshot: ReadSnapshot;
  readTimeline: ReadTimeline;
  readRelated: ReadRelated;
  readEngagements: ReadEngagements;
  readFirstAcknowledgement: ReadFirstAcknowledgement;
  readPlan: ReadPlan;
  readExecution: ReadExecution;
  listResponsePlans: ListResponsePlans;
  listContacts: ListContacts;
  writes: WriteIncident;
  startEngagement: StartEngagement;
  decideRunbook: DecideRunbook;
  slack: WebClient;
  cards: CardKeeper;
  cardStore: CardStore;
  unfurls: UnfurlKeeper;
  writer: MessageWriter;
  channels: ChannelFacts;
  gate: Gate;
  settings: ChannelSettingsStore;
  watches: WatchStore;
  watchKeeper: WatchKeeper;
  digests: DigestStore;
  /** SNS itself. */
  topics: Topics;
  topicLog: TopicLog;
  chatTopics: ChatTopics;
  /** Where SNS is to send a topic's messages. */
  ownSubscriber: OwnSubscriber;
  /** Where jobs that follow go. */
  queue: Pick<JobQueue, 'send' | 'stats'>;
  tellOnce: NotifyOnce;
  panes: PaneMemory;
  permissions: Permissions;
  journal: WriteJournal;
  /** How far long work came in earlier jobs. */
  openProgress: OpenProgress;
  actors: Actors;
  /** Compares the configuration with the services it names; changes nothing. */
  examine: () => Promise<Finding[]>;
  links: IncidentLinks;
  /** How the app is set up, for the App Home. */
  setup: readonly SetupCheck[];
  /** Milliseconds. */
  now: () => number;
  /** Milliseconds. */
  sleep: (ms: number) => Promise<void>;
  log: Log;
}
