import type { WebClient } from '@slack/web-api';
import type { DevOpsAgent } from '../aws/devops-agent/devops-agent.ts';
import type { ReadAlarmChart } from '../aws/read/alarms/alarm-chart.ts';
import type { ReadEngagements } from '../aws/read/engagements.ts';
import type { ReadFirstAcknowledgement } from '../aws/read/first-acknowledgement.ts';
import type { IncidentManager } from '../aws/read/incident-manager.ts';
import type { ListAllContacts, ListContacts } from '../aws/read/list-contacts.ts';
import type { ReadNotes } from '../aws/read/notes.ts';
import type { ReadOnCall } from '../aws/read/on-call.ts';
import type { OpsItems } from '../aws/read/ops-items.ts';
import type { ReadSnapshot } from '../aws/read/read-snapshot.ts';
import type { ReadRelated } from '../aws/read/related-items.ts';
import type { ListResponsePlans, ReadPlan } from '../aws/read/response-plans.ts';
import type { ReadExecution } from '../aws/read/runbooks.ts';
import type { ReadTimeline, ReadTimelineEvent } from '../aws/read/timeline.ts';
import type { Topics } from '../aws/write/topics.ts';
import type { StartEngagement } from '../aws/write/write-engagement.ts';
import type { WriteIncident } from '../aws/write/write-incident.ts';
import type { ResolveOpsItem } from '../aws/write/write-ops-item.ts';
import type { DecideRunbook } from '../aws/write/write-signal.ts';
import type { SetupCheck } from '../cards/surfaces/home-view.ts';
import type { DigestStore } from '../clock/digest-store.ts';
import type { Finding } from '../doctor/finding.ts';
import type { ChannelFacts } from '../gate/channel-facts.ts';
import type { FindContactUser } from '../gate/contact-users.ts';
import type { Gate } from '../gate/gate.ts';
import type { FindMember } from '../gate/members.ts';
import type { IncidentLinks } from '../incidents/links/console-links.ts';
import type { InvestigationStore } from '../investigations/investigation-store.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { ChatTopics } from '../notifications/chat-topics.ts';
import type { TopicLog } from '../notifications/sns/topic-log.ts';
import type { Actors } from '../posting/actors.ts';
import type { CardKeeper } from '../posting/card-keeper.ts';
import type { ChannelSettingsStore } from '../posting/channel-settings.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import type { NoteAuthors } from '../posting/note-authors.ts';
import type { OpsItemCards } from '../posting/ops-item-cards.ts';
import type { CardStore } from '../posting/posted-card.ts';
import type { ResponderStore } from '../posting/responder-store.ts';
import type { UnfurlKeeper } from '../posting/unfurl-keeper.ts';
import type { Recent } from '../recent.ts';
import type { Rooms } from '../rooms/room-work.ts';
import type { WatchStore } from '../watches/watch.ts';
import type { WatchKeeper } from '../watches/watch-keeper.ts';
import type { LastLooks } from './catch-up/last-looks.ts';
import type { OwnSubscriber } from './channel/own-subscriber.ts';
import type { Permissions } from './permissions.ts';
import type { KeepFacts } from './post-mortem/keep-facts.ts';
import type { PostMortemStore } from './post-mortem/post-mortem-store.ts';
import type { NotedMessages } from './reactions/noted-messages.ts';
import type { OpenProgress } from './reports/progress.ts';
import type { NotifyOnce } from './requester/requester.ts';
import type { PaneMemory } from './unfurls/pane-memory.ts';
import type { ShownVersions } from './unfurls/shown-versions.ts';
import type { WriteJournal } from './writes/write-journal.ts';

/** Reads of AWS. */
interface Reads {
  incidents: IncidentManager;
  readSnapshot: ReadSnapshot;
  readTimeline: ReadTimeline;
  readTimelineEvent: ReadTimelineEvent;
  readNotes: ReadNotes;
  readRelated: ReadRelated;
  opsItems: OpsItems;
  readEngagements: ReadEngagements;
  readFirstAcknowledgement: ReadFirstAcknowledgement;
  readAlarmChart: ReadAlarmChart;
  readPlan: ReadPlan;
  readExecution: ReadExecution;
  listResponsePlans: ListResponsePlans;
  listContacts: ListContacts;
  listAllContacts: ListAllContacts;
  readOnCall: ReadOnCall;
  /** Absent: no Agent Space is configured. */
  devOpsAgent: DevOpsAgent | undefined;
}

/** Writes to AWS, and what makes them safe to repeat. */
interface Writes {
  writes: WriteIncident;
  startEngagement: StartEngagement;
  decideRunbook: DecideRunbook;
  resolveOpsItem: ResolveOpsItem;
  journal: WriteJournal;
  actors: Actors;
  noteAuthors: NoteAuthors;
  /** Who leads, has other roles, and is on it. */
  responders: ResponderStore;
  /** The saved progress of work that takes several jobs. */
  openProgress: OpenProgress;
}

/** Messages in Slack: cards, unfurls, private answers. */
interface Messages {
  slack: WebClient;
  writer: MessageWriter;
  cards: CardKeeper;
  cardStore: CardStore;
  unfurls: UnfurlKeeper;
  opsItemCards: OpsItemCards;
  investigations: InvestigationStore;
  rooms: Rooms;
  panes: PaneMemory;
  shownVersions: ShownVersions;
  notedMessages: NotedMessages;
  postMortems: PostMortemStore;
  /** Keeps the facts of an incident's post-mortem current. */
  keepFacts: KeepFacts;
  /** The emoji that makes a message a note: `NOTE_REACTION`. */
  noteReaction: string | undefined;
  /** The optional scopes that each user's workspace left out, as Slack last said. */
  homeScopes: Recent<readonly string[]>;
  /** When each person last caught up with an incident. */
  lastLooks: LastLooks;
  notifyOnce: NotifyOnce;
  links: IncidentLinks;
}

/** What each channel watches and may see, and who may write. */
interface Channels {
  gate: Gate;
  channels: ChannelFacts;
  settings: ChannelSettingsStore;
  watches: WatchStore;
  watchKeeper: WatchKeeper;
  digests: DigestStore;
  permissions: Permissions;
  findMember: FindMember;
  /** Which Slack user a contact of Incident Manager is. */
  findContactUser: FindContactUser;
}

/** SNS and the app's own setup. */
interface Setup {
  topics: Topics;
  topicLog: TopicLog;
  chatTopics: ChatTopics;
  /** The endpoint to subscribe to a topic. */
  ownSubscriber: OwnSubscriber;
  /** Checks the configuration against the real services; changes nothing. */
  examine: () => Promise<Finding[]>;
  /** The app's setup, for the App Home. */
  setup: readonly SetupCheck[];
  /** Whether user groups follow who is on call; empty where none is to. */
  readOnCallChecks: () => Promise<SetupCheck[]>;
}

/**
 * Everything that listeners use, created once in `app.ts`. Every function declares the part that it uses. Only the tables
 * that call a handler by its name (`listen.ts`, `run-command.ts`, `handle-click.ts`, `listen-forms.ts`) pass all of it on.
 */
export interface Services extends Reads, Writes, Messages, Channels, Setup {
  /** Takes the jobs that follow. */
  queue: Pick<JobQueue, 'send' | 'stats'>;
  /** Milliseconds. */
  now: () => number;
  /** Milliseconds. */
  sleep: (ms: number) => Promise<void>;
  log: Log;
}
