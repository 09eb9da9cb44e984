import type { IncomingMessage, ServerResponse } from 'node:http';
import { createIncidentApp } from './app.ts';
import { ownRegion } from './aws/regions.ts';
import { startClock } from './clock/clock.ts';
import { createProgress } from './clock/clock-progress.ts';
import { tick } from './clock/tick.ts';
import type { Config } from './config/config.ts';
import { within } from './deadline.ts';
import { AppError } from './errors.ts';
import { createHealth } from './fronts/health.ts';
import { closeServer, listen } from './fronts/http/listen.ts';
import { createHttpFront } from './fronts/http/server.ts';
import { createSlackFront } from './fronts/http/slack-front.ts';
import { createSnsHttpsFront } from './fronts/http/sns-https.ts';
import { createCallLog, reportToAll } from './fronts/metrics/call-log.ts';
import { openMetrics } from './fronts/metrics/open-metrics.ts';
import { timed } from './fronts/metrics/timed.ts';
import { lazyInstallFront } from './fronts/oauth/lazy-install.ts';
import { startSnsQueueFront } from './fronts/sns-queue.ts';
import type { SocketFront } from './fronts/socket/front.ts';
import { createTeamOf } from './gate/team-of.ts';
import { waitInQueue } from './jobs/not-yet.ts';
import type { JobQueue } from './jobs/queue.ts';
import { startWorker } from './jobs/worker.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { CertificateUrlRule } from './notifications/sns/certificate-keys.ts';
import { createSignatureVerifier } from './notifications/sns/verify-signature.ts';
import { openStorage } from './open-storage.ts';
import { checkBotToken } from './web-api/check-token.ts';
import { createWebClient } from './web-api/client.ts';

export interface RunOptions {
  config: Config;
  environment: NodeJS.ProcessEnv;
  log: Log;
  /** Where certificates for SNS's signatures may come from; AWS's own place unless said otherwise. */
  trustsCertificateUrl?: CertificateUrlRule;
  /** The sandbox's page. */
  otherwise?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface Running {
  port: number;
  /** Of `GET /metrics`. */
  metricsPort?: number;
  /** Finishes what is in hand or leaves it to the next process, within ten seconds. */
  stop(): Promise<void>;
}

/** How many incidents and channels are served side by side. */
const width = 16;
/** How many jobs besides these are done when people wait for them: a storm of incidents never takes these places. */
const widthForPeople = 16;
/** How long a stop waits for the jobs in hand, and how long it takes at most, in milliseconds. */
const graceMs = 7000;
const longestStopMs = 9500;
/** How many ports the sandbox tries. */
const sandboxPorts = 20;

/**
 * Runs the whole app in this process: storage, worker, fronts.
 * @throws AppError `configuration` with what to mend
 */
export async function run({ config, environment, log, otherwise, trustsCertificateUrl }: RunOptions): Promise<Running> {
  if (config.slack.mode === 'sandbox') throw new AppError('configuration', 'SLACK_BOT_TOKEN: found nothing');
  const { slack } = config;
  const now = Date.now;
  const regions = config.regions.length > 0 ? config.regions : [await ownRegion()];
  const measuring = await openMetrics(config, log);
  const callLog = config.logLevel === 'debug' ? createCallLog(log) : undefined;
  const metrics = reportToAll([measuring?.metrics, callLog]);
  const { store, queue, forPeople, close } = await openStorage(config, now, metrics);
  let port: number | undefined;
  const ownPort = () => port;
  const parts = { regions, store, queue, environment, ownPort, now, log, ...(metrics && { metrics }) };
  const app = createIncidentApp({ config, rest: waitInQueue, ...parts });
  await app.ready();
  const work = { run: app.run, onGivenUp: app.givenUp, now, random: Math.random, log, ...(metrics && { metrics }) };
  const workers = [
    startWorker({ ...work, queue, width }),
    ...(forPeople ? [startWorker({ ...work, queue: forPeople, width: widthForPeople })] : []),
  ];
  const { statusPostsMs, onCallGroups } = config;
  const waiting = async () => (await queue.stats()).waiting;
  const teamOf = createTeamOf(config, store, now);
  const ticking = { store, queue, waiting, statusPostsMs, onCallGroups, now, log, ...(teamOf && { teamOf }) };
  const ticks = createProgress(() => performance.now());
  const clock = startClock({
    tick: (horizonMs) => ticks.note(tick({ ...ticking, horizonMs })),
    statusPostsMs,
    now,
    log,
  });
  const topics = config.chatTopics;
  const verifySignature = createSignatureVerifier({ now, ...(trustsCertificateUrl && { trustsCertificateUrl }) });
  const heard = await hearQueue(config, queue, now, log, metrics);
  let socket: SocketFront | undefined;

  const health = createHealth({
    store,
    queue,
    workers,
    clock: ticks,
    ...(heard && { notifications: heard }),
    ...(slack.mode === 'socket' && { socket: () => socket }),
    now,
  });

  const install = lazyInstallFront(config, { store, now, log });
  const server = createHttpFront({
    ...(slack.mode === 'http' && {
      slack: timed(createSlackFront({ signingSecret: slack.signingSecret, queue, now, log }), 'slack', metrics),
    }),
    notifications: timed(
      createSnsHttpsFront({ topics, verifySignature, queue, store, now, log }),
      'notifications',
      metrics,
    ),
    health,
    ...(install && { install }),
    ...(otherwise && { otherwise }),
    log,
  });
  const checking = new AbortController();

  async function end(): Promise<void> {
    const closed = closeServer(server);
    await Promise.allSettled([
      socket?.stop(),
      heard?.stop(),
      measuring?.stop(),
      clock.stop(),
      ...workers.map((worker) => worker.stop(graceMs)),
    ]);
    server.closeAllConnections();
    await closed;
    app.close();
    await close();
  }

  async function stop(): Promise<void> {
    checking.abort();
    // Whatever does not answer, the process ends: claims that could not be given up end with their lease.
    const ended = await within(
      longestStopMs,
      end().then(() => true),
    );
    if (!ended) log.warn('stopped without waiting for what does not answer');
  }

  try {
    port = await listen(server, config.port, config.host, { tries: otherwise ? sandboxPorts : 1 });
    const metricsPort = await measuring?.listen({ queue, store, connections: () => socket?.connections });
    if (slack.mode === 'socket') {
      const { startSocketFront } = await import('./fronts/socket/front.ts');
      const { appToken } = slack;
      const { slackApiUrl } = config;
      const withMetrics = metrics && { metrics };
      socket = await startSocketFront({ appToken, slackApiUrl, queue, now, random: Math.random, log, ...withMetrics });
    }
    if (slack.botToken !== undefined) {
      const web = createWebClient(slack.botToken, config.slackApiUrl);
      void checkBotToken({ slack: web, random: Math.random, log, signal: checking.signal });
    }
    return { port, stop, ...(metricsPort !== undefined && { metricsPort }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Polls the queue that SNS topics speak to, where there is one. */
async function hearQueue(config: Config, queue: JobQueue, now: () => number, log: Log, metrics: Metrics | undefined) {
  const { notificationsQueueUrl: queueUrl, chatTopics: topics } = config;
  if (queueUrl === undefined) return undefined;
  const { openSqsClient } = await import('./cloud/open-sqs.ts');
  return startSnsQueueFront({
    client: openSqsClient(queueUrl, process.env, metrics),
    queueUrl,
    topics,
    queue,
    now,
    log,
  });
}
