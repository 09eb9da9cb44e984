import type { WebClient } from '@slack/web-api';
import type { ReadEngagements } from '../aws/engagements.ts';
import type { ReadExecution } from '../aws/execution.ts';
import type { IncidentManager } from '../aws/incident-manager.ts';
import type { ReadView } from '../aws/read-view.ts';
import type { ReadRelated } from '../aws/related-items.ts';
import type { ReadPlan } from '../aws/response-plan.ts';
import type { ReadTimeline } from '../aws/timeline.ts';
import type { IncidentLinks } from '../incidents/console-links.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { CardKeeper } from '../watches/card-keeper.ts';
import type { ChannelFacts } from '../watches/channel-facts.ts';
import type { ChannelSettingsStore } from '../watches/channel-settings.ts';
import type { MessageWriter } from '../watches/message-writer.ts';
import type { UnfurlKeeper } from '../watches/unfurl-keeper.ts';
import type { WatchStore } from '../watches/watch.ts';
import type { TellOnce } from './tell-once.ts';

/** What listeners work with. Made once by `app.ts`. */
export interface Services {
  incidents: IncidentManager;
  readView: ReadView;
  readTimeline: ReadTimeline;
  readRelated: ReadRelated;
  readEngagements: ReadEngagements;
  readPlan: ReadPlan;
  readExecution: ReadExecution;
  slack: WebClient;
  cards: CardKeeper;
  unfurls: UnfurlKeeper;
  writer: MessageWriter;
  channels: ChannelFacts;
  settings: ChannelSettingsStore;
  watches: WatchStore;
  /** Where jobs that follow go. */
  queue: Pick<JobQueue, 'send'>;
  tellOnce: TellOnce;
  links: IncidentLinks;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}
