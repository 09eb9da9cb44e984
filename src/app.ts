import { createAwsParts } from './app-aws.ts';
import { createReadAhead } from './app-read-ahead.ts';
import type { OwnSession } from './aws/accounts.ts';
import { createAwsClients } from './aws/clients.ts';
import { movedCard } from './cards/surfaces/gone-card.ts';
import { wrongCardsPerMinute } from './clock/budget.ts';
import { createAllowance } from './clock/card-allowance.ts';
import { createClockGate } from './clock/clock-gate.ts';
import { defer, shouldDefer } from './clock/deferred-refreshes.ts';
import { createDigestPoster } from './clock/digest-post.ts';
import { createDigestStore } from './clock/digest-store.ts';
import { groupStates } from './clock/on-call/on-call-groups.ts';
import type { Config } from './config/config.ts';
import { isRepeatedByClock, missedJobs } from './dead-letters/missed-jobs.ts';
import { createMissedMarks } from './dead-letters/missed-marks.ts';
import { postMissed } from './dead-letters/post-missed.ts';
import { mayBeStoreError, requeue } from './dead-letters/requeue.ts';
import { inTime, sleep } from './deadline.ts';
import { AppError } from './errors.ts';
import { createFindContactUser } from './gate/contact-users.ts';
import { openGate } from './gate/open-gate.ts';
import { createSlackAccess } from './gate/slack-access.ts';
import type { IncidentSnapshot } from './incidents/snapshot.ts';
import { mentionsHere } from './installations/named-here.ts';
import { correlated, referenceOf } from './jobs/correlate.ts';
import type { GivenUp } from './jobs/give-up.ts';
import { goOn } from './jobs/go-on.ts';
import type { Delivery, JobQueue } from './jobs/queue.ts';
import { readingAhead } from './jobs/read-ahead.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { handleNotification } from './notifications/handle-notification.ts';
import { postAlarm } from './notifications/post-alarm.ts';
import { readAlarms } from './notifications/read-alarms.ts';
import { refreshIncident } from './notifications/refresh.ts';
import { refreshOpsItem } from './notifications/refresh-ops-item.ts';
import { createSeenVersions } from './notifications/seen-versions.ts';
import { createTopicLog } from './notifications/sns/topic-log.ts';
import { createCardKeeper } from './posting/card-keeper.ts';
import { createChannelSettings } from './posting/channel-settings.ts';
import { createFollowedAlarms } from './posting/followed-alarms.ts';
import { createMessageWriter } from './posting/message-writer.ts';
import { createOpenIncidents } from './posting/open-incidents.ts';
import { createOpsItemCards } from './posting/ops-item-cards.ts';
import { createCardStore } from './posting/posted-card.ts';
import { createUnfurlStore } from './posting/posted-unfurl.ts';
import { createUnfurlKeeper } from './posting/unfurl-keeper.ts';
import { createRecent } from './recent.ts';
import type { JobReceiver } from './slack/bolt/bolt-app.ts';
import { drawCard, drawDigest, drawStatusUpdate, drawUnfurl } from './slack/channel/draw-card.ts';
import { createOwnSubscriber } from './slack/channel/own-subscriber.ts';
import { sharedChannelOf, withdrawAll } from './slack/channel-shared.ts';
import { concernsInstallation, installationChanged } from './slack/installation-changed.ts';
import { drawOpsItem } from './slack/ops-items/draw-ops-item.ts';
import { createPermissions } from './slack/permissions.ts';
import { createKeepFacts } from './slack/post-mortem/keep-facts.ts';
import { createRemembered } from './slack/remembered.ts';
import { tellRequesterOfFailure } from './slack/requester/failures.ts';
import { createNotifyOnce, tell } from './slack/requester/requester.ts';
import { openRooms } from './slack/rooms/open-rooms.ts';
import type { Services } from './slack/services.ts';
import { onCallChecks, setupChecks } from './slack/setup-checks.ts';
import { answerArn } from './slack/unfurls/answer-message.ts';
import { createUninstalledMark } from './slack/uninstalled-mark.ts';
import type { Store } from './store/store.ts';
import { channelsInUse } from './watches/channels-in-use.ts';
import { createMarkers } from './watches/markers.ts';
import { postStatusUpdate } from './watches/status-update.ts';
import { finalStatusUpdate, type StatusNews } from './watches/status-update-news.ts';
import { readForStatus } from './watches/status-update-read.ts';
import { sync } from './watches/sync.ts';
import { createWatchStore, isWatched } from './watches/watch.ts';
import { createWatchKeeper } from './watches/watch-keeper.ts';
import { withdrawUnwatched } from './watches/withdraw.ts';

export interface AppOptions {
  config: Config;
  /** At least one: `config.regions`, or what the AWS SDK found. */
  regions: readonly string[];
  store: Store;
  /** Where jobs that follow from jobs go. */
  queue: Pick<JobQueue, 'send' | 'stats'>;
  environment: NodeJS.ProcessEnv;
  /** What is known of the app's own AWS credentials without a request. */
  ownSession?: OwnSession;
  /** The port that this process listens on, once it does; absent where it listens on none. */
  ownPort?: () => number | undefined;
  /** Makes a job wait in the queue until its card has rested. Absent in a function, where each return costs requests. */
  rest?: (ms: number) => Promise<void>;
  /** Whether the deployment subscribes the topics itself. */
  isDeployed?: boolean;
  /** Milliseconds. */
  now: () => number;
  log: Log;
  metrics?: Metrics;
}

/** The most jobs of the clock that run at once: fewer than a worker runs, so that a place is always free for people. */
const clockWidth = 10;

/** The app behind its queue: what a worker does with a job. */
export interface IncidentApp {
  /** Loads what people need (Bolt and the commands), so that the first of them does not wait for it. */
  ready(): Promise<void>;
  run(delivery: Delivery): Promise<void>;
  /** @throws AppError for a passing fault, where what becomes of the job could not be noted */
  givenUp(delivery: Delivery, error: unknown): Promise<GivenUp>;
  close(): void;
}

/** Puts the parts together. Nothing is called, and neither Bolt nor an AWS client is loaded before a job needs it. */
export function createIncidentApp(options: AppOptions): IncidentApp {
  const { config, rest, now, log, metrics } = options;
  const measuring = metrics && { metrics };
  const [store, queue] = [readingAhead(inTime(options.store)), correlated(inTime(options.queue))];
  const clients = createAwsClients(metrics);
  const aws = createAwsParts({ ...options, store }, clients);
  const firstRegion = options.regions[0] ?? '';
  const { consoleIncidentUrl: template, cardLinks, agentSpace } = config;
  const links = { region: firstRegion, cardLinks, ...(template && { template }), ...(agentSpace && { agentSpace }) };
  const watches = createWatchStore(store, log);
  const cardStore = createCardStore(store, log);
  const access = createSlackAccess({ ...options, store, sleep, inUse: () => channelsInUse(cardStore, watches) });
  const { slack } = access;
  const isFollowed = (arn: string, channel: string) => isWatched(watches, arn, channel);
  const { gate, channels, findMember } = openGate({ access, isWatched: isFollowed, now, log });
  const { readContactEmails: readEmails } = aws;
  const findContactUser = createFindContactUser({ ...config, slack, readEmails, findMember, now });
  const permissions = createPermissions({ ...config, slack, findMember, now, log });
  const writer = createMessageWriter(slack, log);
  const settings = createChannelSettings(store, log);
  const topicLog = createTopicLog(store);
  const markers = createMarkers(slack, writer, log);
  const watchKeeper = createWatchKeeper({ watches, markers, statusPostsMs: config.statusPostsMs, now });
  const digests = createDigestStore(store, log);
  const drawPost = (snapshot: IncidentSnapshot, news: StatusNews) =>
    drawStatusUpdate(snapshot, news, { now, links, permissions, log });
  const followedAlarms = createFollowedAlarms(store, now);
  const openIncidents = createOpenIncidents(store, now);
  const remembered = createRemembered(store, now);
  const keepFacts = createKeepFacts({ slack, ...remembered, now, log });
  const cards = createCardKeeper({
    cards: cardStore,
    slack,
    writer,
    draw: (snapshot, watched) => drawCard(snapshot, { now, links, permissions, log }, watched),
    drawMoved: (snapshot, link) => movedCard(snapshot.record, link),
    mayShow: (arn, channel) => gate.mayPost({ incident: arn }, channel),
    isMember: channels.isMember,
    isWatched: watchKeeper.isWatched,
    finalStatusUpdate: (channel, snapshot) => finalStatusUpdate({ watches, draw: drawPost }, channel, snapshot),
    async follow(card, isNews) {
      await watchKeeper.follow(card, isNews);
      await followedAlarms.follow(card);
      await openIncidents.follow(card);
      if (card.reading) await keepFacts(card.reading);
    },
    resume: watchKeeper.resume,
    mentions: mentionsHere(config.mentions, config.homeTeam),
    now,
    sleep,
  });
  const unfurlStore = createUnfurlStore(store, log);
  const draw = (snapshot: IncidentSnapshot, cardUrl?: string) =>
    drawUnfurl(snapshot, 'thread', cardUrl, { now, links, log });
  const unfurls = createUnfurlKeeper({ unfurls: unfurlStore, cards: cardStore, slack, writer, draw, now, sleep });
  const drawing = { ...aws, now, links, permissions };
  const shared = { store, queue, access, writer, gate, cards, watchKeeper, findContactUser };
  const rooms = openRooms({ ...options, ...drawing, ...shared, settings: config.rooms });
  const opsItemCards = createOpsItemCards({ store, writer, draw: (item) => drawOpsItem(item, drawing), now, log });
  const services: Services = {
    ...aws,
    slack,
    cards,
    cardStore,
    unfurls,
    opsItemCards,
    rooms,
    writer,
    channels,
    gate,
    settings,
    watches,
    watchKeeper,
    digests,
    topicLog,
    chatTopics: config.chatTopics,
    ownSubscriber: createOwnSubscriber({
      firstRegion,
      notificationsQueueUrl: config.notificationsQueueUrl,
      publicUrl: config.publicUrl,
      ownPort: options.ownPort ?? (() => undefined),
      isDeployed: options.isDeployed,
    }),
    queue,
    notifyOnce: createNotifyOnce(store, now, (requester, message) => tell(slack, requester, message)),
    ...remembered,
    keepFacts,
    noteReaction: config.noteReaction,
    permissions,
    findMember,
    findContactUser,
    setup: setupChecks(config, options.regions),
    readOnCallChecks: async () => onCallChecks(config.onCallGroups, await groupStates(store)),
    homeScopes: createRecent(1000, now),
    async examine() {
      const { runChecks } = await import('./doctor/examine.ts');
      const { environment, regions } = options;
      return runChecks({ config, environment, regions, clients, store, groupStates: () => groupStates(store) });
    },
    links,
    now,
    sleep,
    log,
  };
  const readAhead = createReadAhead(store, access.ownToken);
  const uninstalledMark = createUninstalledMark({ store, slack, botToken: access.ownToken, now, log });
  const missed = createMissedMarks(store, now);
  const clockGate = createClockGate(clockWidth);
  const recentRefreshes = createRecent<true>(2000, now);
  const refreshing = { cards: cardStore, missed, recentRefreshes, seenVersions: createSeenVersions(store, now) };
  const allowance = createAllowance(store, 'wrong cards', wrongCardsPerMinute);
  const postDigest = createDigestPoster({
    ...services,
    draw: (incidents, sinceMs, gaps) => drawDigest(incidents, { sinceMs, gaps }, services),
  });
  let opened: Promise<JobReceiver> | undefined;
  const receiver = (): Promise<JobReceiver> => {
    opened ??= import('./slack/bolt/bolt-app.ts').then(({ openBolt }) =>
      openBolt({ ...access, ...config, log, ...measuring }, services),
    );
    return opened;
  };
  const { statusPostsMs } = config;
  const statusPosting = { ...services, ...measuring, statusPostsMs, draw: drawPost, allowance };
  async function work(delivery: Delivery, { job, attempt, group } = delivery): Promise<void> {
    switch (job.kind) {
      case 'slack': {
        if (concernsInstallation(job, access))
          return installationChanged({ ...services, ...access, unfurlStore, followedAlarms, uninstalledMark }, job);
        // Another workspace's request is not answered, least of all with this one's token.
        if (!(await gate.isOurs(job.body))) return;
        const shared = sharedChannelOf(job);
        if (shared !== undefined) return withdrawAll({ ...services, unfurlStore }, job, shared);
        return (await receiver()).deliver(job, { attempt, group });
      }
      case 'notification':
        return handleNotification({ ...services, followedAlarms, agentSpace: agentSpace?.id }, job);
      case 'confirm':
        return aws.topics.confirm(job.topicArn, job.token);
      case 'look':
        return refreshIncident({ ...aws, ...services, ...refreshing, tellAbsent: tellMissing(delivery) }, job, attempt);
      case 'sync':
        return sync({ ...services, ...measuring, ...(rest && { rest }) }, job);
      case 'withdraw':
        return withdrawUnwatched(services, job);
      case 'alarm':
        return postAlarm(services, job, attempt);
      case 'alarm-read':
        return clockGate(() => readAlarms({ ...aws, followedAlarms, queue, now }, job));
      case 'on-call': {
        const { followOnCall } = await import('./clock/on-call/follow-on-call.ts');
        return clockGate(() => followOnCall({ ...services, store, onCallGroups: config.onCallGroups }, job));
      }
      case 'chart':
        return (await import('./slack/reports/chart-incident.ts')).postChart(services, job);
      case 'room':
        return (await import('./rooms/run-room-job.ts')).runRoomJob(services, job);
      case 'ops-item':
        return refreshOpsItem(services, job);
      case 'investigation':
      case 'agent-task':
        return (await import('./investigations/run-investigation-job.ts')).runInvestigationJob(services, job);
      case 'unfurl':
        return answerArn(job, services);
      case 'status-read':
        return clockGate(() => readForStatus(services, job, attempt));
      case 'status-post':
        return clockGate(() => postStatusUpdate(statusPosting, job, attempt));
      case 'digest':
        return clockGate(() => postDigest(job, attempt));
      case 'missed':
        return postMissed({ ...services, missed }, job, attempt);
      default:
        job satisfies never;
    }
  }
  const missing = { cards: cardStore, chatTopics: config.chatTopics, missed };
  const tellMissing = (delivery: Delivery) => async (error: AppError) =>
    queue.send(await missedJobs(missing, delivery, error, false, now()));

  /**
   * Puts work off that fails for a reason that may pass, and has its channels told.
   * @returns whether the job is done with: else it stays in the queue
   */
  async function waits(delivery: Delivery, error: AppError): Promise<boolean> {
    const { kind } = delivery.job;
    try {
      if (!(await defer(store, delivery, now()))) return false;
      await queue.send(await missedJobs(missing, delivery, error, true, now()));
      log.warn('job deferred', { kind, attempt: delivery.attempt, code: error.code, reason: error.message });
      return true;
    } catch (fault) {
      log.warn('job could not be deferred', { kind, error: fault });
      return false;
    }
  }

  return {
    ready: async () => void (await receiver()),
    async run(delivery) {
      readAhead(delivery);
      if (await uninstalledMark.skips(delivery.job)) return;
      try {
        await access.within(delivery.job, () => work(delivery)).catch((error: unknown) => goOn(queue, delivery, error));
      } catch (error) {
        if (await uninstalledMark.explains(delivery.job, error)) return;
        if (!shouldDefer(delivery, error, now()) || !(await waits(delivery, error))) throw error;
        return;
      }
      // The job is done, even if its marks could not be cleared.
      await missed.clear(delivery.job).catch((error: unknown) => log.warn('recovery could not be recorded', { error }));
    },
    async givenUp(delivery, error) {
      const { job } = delivery;
      const inQueue = async () => (await requeue(queue, delivery, error, now())) && 'job deferred';
      try {
        if (job.kind === 'alarm' && mayBeStoreError(error) && (await inQueue())) return 'job deferred';
        const retryable = error instanceof AppError && error.retryable;
        const again = retryable && (isRepeatedByClock(job) || (await defer(store, delivery, now())));
        await queue.send(await missedJobs(missing, delivery, error, again, now()));
        if (again) return 'job deferred';
      } catch (fault) {
        if (!mayBeStoreError(fault) || !(await inQueue())) throw fault;
        return 'job deferred';
      }
      // The command was given up, whether or not Slack can be reached to say so.
      const told = access.within(job, () => tellRequesterOfFailure(services, delivery, error));
      await told.catch((fault: unknown) =>
        log.error('requester not told of failed job', { reference: referenceOf(delivery), error: fault }),
      );
      return 'dead letter';
    },
    close: () => clients.close(),
  };
}
