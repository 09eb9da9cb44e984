import type { WebClient } from '@slack/web-api';
import type { ReadEngagements } from '../aws/engagements.ts';
import type { IncidentManager } from '../aws/incident-manager.ts';
import type { ReadView } from '../aws/read-view.ts';
import type { ReadRelated } from '../aws/related-items.ts';
import type { ReadTimeline } from '../aws/timeline.ts';
import type { IncidentLinks } from '../incidents/console-links.ts';
import type { Log } from '../log.ts';
import type { CardKeeper } from '../watches/card-keeper.ts';
import type { ChannelFacts } from '../watches/channel-facts.ts';
import type { MessageWriter } from '../watches/message-writer.ts';

/** What listeners work with. Made once by `app.ts`. */
export interface Services {
  incidents: IncidentManager;
  readView: ReadView;
  readTimeline: ReadTimeline;
  readRelated: ReadRelated;
  readEngagements: ReadEngagements;
  slack: WebClient;
  cards: CardKeeper;
  writer: MessageWriter;
  channels: ChannelFacts;
  links: IncidentLinks;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}
