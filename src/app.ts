import { setTimeout as sleep } from 'node:timers/promises';
import { createAccounts } from './aws/accounts.ts';
import { createAwsClients } from './aws/clients.ts';
import { createContactsCall } from './aws/contacts-call.ts';
import { createReadEngagements } from './aws/engagements.ts';
import { createReadExecution } from './aws/execution.ts';
import { createIncidentManager } from './aws/incident-manager.ts';
import { createReadView } from './aws/read-view.ts';
import { createInRegions } from './aws/regions.ts';
import { createReadRelated } from './aws/related-items.ts';
import { createReplicationRegions } from './aws/replication-set.ts';
import { createReadPlan } from './aws/response-plan.ts';
import { createReadRunbooks } from './aws/runbooks.ts';
import { createReadTimeline } from './aws/timeline.ts';
import { createTopics } from './aws/topics.ts';
import { movedCard } from './cards/moved-card.ts';
import type { Config } from './config.ts';
import type { Delivery, JobQueue } from './jobs/queue.ts';
import type { Log } from './log.ts';
import { createTopicLog } from './notifications/topic-log.ts';
import { tell } from './slack/asker.ts';
import { createBoltApp } from './slack/bolt-app.ts';
import { drawCard } from './slack/draw-card.ts';
import { tellGivenUp } from './slack/given-up.ts';
import { listen } from './slack/listen.ts';
import type { Services } from './slack/services.ts';
import { createTellOnce } from './slack/tell-once.ts';
import { answerArn } from './slack/unfurls/answer-arn.ts';
import { drawUnfurl } from './slack/unfurls/draw-unfurl.ts';
import type { Store } from './store/store.ts';
import { createCardKeeper } from './watches/card-keeper.ts';
import { createChannelFacts } from './watches/channel-facts.ts';
import { createChannelSettings } from './watches/channel-settings.ts';
import { hear } from './watches/hear.ts';
import { look } from './watches/look.ts';
import { createMessageWriter } from './watches/message-writer.ts';
import { createCardStore } from './watches/posted-card.ts';
import { createUnfurlStore } from './watches/posted-unfurl.ts';
import { sync } from './watches/sync.ts';
import { createUnfurlKeeper } from './watches/unfurl-keeper.ts';
import { createWatchStore } from './watches/watch.ts';
import { createWebClient } from './web-api/client.ts';

export interface AppOptions {
  config: Config;
  botToken: string;
  /** At least one: `config.regions`, or what the AWS SDK found. */
  regions: readonly string[];
  store: Store;
  /** Where jobs that follow from jobs go. */
  queue: Pick<JobQueue, 'send'>;
  environment: NodeJS.ProcessEnv;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** The app behind its queue: what a worker does with a job. */
export interface IncidentApp {
  run(delivery: Delivery): Promise<void>;
  givenUp(delivery: Delivery, error: unknown): Promise<void>;
  close(): void;
}

/** Puts the parts together. Nothing is called and no AWS client is loaded before the first job. */
export function createIncidentApp(options: AppOptions): IncidentApp {
  const { config, botToken, store, queue, now, log } = options;
  const clients = createAwsClients();
  const slack = createWebClient(botToken, config.slackApiUrl);
  const aws = createAwsParts(options, clients);
  const links = { region: aws.firstRegion, ...(config.consoleIncidentUrl && { template: config.consoleIncidentUrl }) };
  const writer = createMessageWriter(slack);
  const channels = createChannelFacts(slack, now);
  const settings = createChannelSettings(store);
  const cardStore = createCardStore(store);
  const cards = createCardKeeper({
    cards: cardStore,
    slack,
    writer,
    draw: (view) => drawCard(view, { now, links, log }),
    drawMoved: (view, link) => movedCard(view.record, link),
    mentions: config.mentions,
    now,
    sleep,
  });
  const unfurls = createUnfurlKeeper({
    unfurls: createUnfurlStore(store),
    cards: cardStore,
    slack,
    writer,
    draw: (view, cardUrl) => drawUnfurl(view, 'thread', cardUrl, { now, links, log }),
    now,
    sleep,
  });
  const services: Services = {
    ...aws,
    slack,
    cards,
    unfurls,
    writer,
    channels,
    settings,
    watches: createWatchStore(store),
    queue,
    tellOnce: createTellOnce(store, now, (asker, message) => tell(slack, asker, message)),
    links,
    now,
    log,
  };
  const { bolt, receiver } = createBoltApp({ slack, botToken, slackApiUrl: config.slackApiUrl, log });
  listen(bolt, services);
  const hearing = {
    chatTopics: config.chatTopics,
    topicLog: createTopicLog(store),
    settings,
    channels,
    writer,
    queue,
    now,
    log,
  };
  return {
    async run({ job, attempt }) {
      switch (job.kind) {
        case 'slack':
          return receiver.deliver(job, attempt);
        case 'notification':
          return hear(hearing, job);
        case 'confirm':
          return aws.topics.confirm(job.topicArn, job.token);
        case 'look':
          return look({ ...aws, cards: cardStore, unfurls, queue, log }, job, attempt);
        case 'sync':
          return sync({ ...services, keeper: cards }, job);
        case 'unfurl':
          return answerArn(job, services);
      }
    },
    givenUp: (delivery, error) => tellGivenUp(services, delivery, error),
    close: () => clients.close(),
  };
}

function createAwsParts(
  { config, regions, environment, now }: AppOptions,
  clients: ReturnType<typeof createAwsClients>,
) {
  const inRegions = createInRegions(regions, now);
  const accounts = createAccounts(config.accounts, clients, inRegions);
  const replicationRegions = createReplicationRegions(regions, clients, now);
  const readRunbooks = createReadRunbooks(clients, accounts, now);
  const incidents = createIncidentManager({ clients, accounts, inRegions, regions, replicationRegions });
  return {
    firstRegion: regions[0] ?? '',
    incidents,
    readView: createReadView(incidents, readRunbooks, now),
    readTimeline: createReadTimeline(clients, accounts, inRegions, now),
    readRelated: createReadRelated(clients, accounts, inRegions),
    readEngagements: createReadEngagements(createContactsCall(clients, environment), accounts, inRegions, now),
    readPlan: createReadPlan(clients, accounts, inRegions),
    readExecution: createReadExecution(accounts, readRunbooks),
    topics: createTopics(clients),
  };
}
