import type { Missed } from '../cards/words/missed-line.ts';
import { AppError } from '../errors.ts';
import { cardGroup } from '../jobs/card-group.ts';
import { referenceOf } from '../jobs/correlate.ts';
import type { Job, MissedJob } from '../jobs/job.ts';
import type { Delivery, JobToSend } from '../jobs/queue.ts';
import { type ChatTopics, channelsOf } from '../notifications/chat-topics.ts';
import { activeCard } from '../posting/answer-in-thread.ts';
import type { CardStore } from '../posting/posted-card.ts';
import type { MissedMarks } from './missed-marks.ts';
import { failureReason } from './reason.ts';

export interface MissedJobsOptions {
  cards: Pick<CardStore, 'ofIncident'>;
  chatTopics: ChatTopics;
  missed: Pick<MissedMarks, 'markOwed'>;
}

/** Output that a channel did not get. */
type Miss = Pick<Missed, 'what' | 'about' | 'state'> & { channel: string; bring?: boolean };

/**
 * The `missed` jobs for a job that was deferred or failed for good: they tell its channels. Jobs, because Slack may be what
 * fails: a channel is informed once Slack answers again, unless the missed work is done by then.
 * @param again whether the app repeats the work
 * @returns empty when no channel waits for the job, or its requester is informed instead
 */
export async function missedJobs(
  options: MissedJobsOptions,
  delivery: Delivery,
  error: unknown,
  again: boolean,
  nowMs: number,
): Promise<JobToSend[]> {
  const isExplained = again || (error instanceof AppError && (error.transient || error.code === 'no_such_incident'));
  const reference = isExplained ? {} : { reference: referenceOf(delivery) };
  const facts = { reason: failureReason(error, nowMs - delivery.sentAtMs), ...reference };
  const jobs: JobToSend[] = [];
  for (const { bring = false, ...miss } of await missedBy(options, delivery.job)) {
    const sinceMs = await options.missed.markOwed(miss);
    if (sinceMs === undefined) continue;
    jobs.push({
      group: groupOf(miss),
      // Several jobs may fail for one cause at the same time. The channel is informed once.
      dedupeId: `missed:${sinceMs}:${groupOf(miss)}:${miss.about}`,
      job: {
        kind: 'missed',
        ...miss,
        bring,
        ...facts,
        sinceMs,
        unlessDone: true,
        again: again || isRepeatedByClock(delivery.job),
      },
    });
  }
  return jobs;
}

/** Whether a later tick repeats the work of a job. */
export const isRepeatedByClock = ({ kind }: Job): boolean =>
  kind === 'status-read' || kind === 'status-post' || kind === 'digest' || kind === 'alarm-read' || kind === 'on-call';

async function missedBy({ cards, chatTopics }: MissedJobsOptions, job: Job): Promise<Miss[]> {
  switch (job.kind) {
    case 'look': {
      const { arn: about } = job.arn;
      const { channels } = job;
      const kept = (await cards.ofIncident(about)).filter((card) => activeCard(card) !== undefined);
      const all = new Set([...kept.map(({ channel }) => channel), ...channels]);
      return [...all].map((channel) => ({ what: 'card', about, channel, bring: channels.includes(channel) }));
    }
    case 'sync':
      return [{ what: 'card', about: job.arn, channel: job.channel, bring: job.bring }];
    case 'status-read':
      return job.posts.map(({ channel }) => ({ what: 'posts', about: job.arn.arn, channel }));
    case 'status-post':
      return [{ what: 'posts', about: job.arn, channel: job.channel }];
    case 'digest':
      return [{ what: 'digest', about: '', channel: job.channel }];
    case 'alarm':
      return [{ what: 'alarm', about: job.alarm.name, state: job.alarm.state, channel: job.channel }];
    case 'ops-item':
      return job.channels.map((channel) => ({ what: 'ops-item', about: job.arn, channel }));
    case 'confirm':
      return channelsOf(chatTopics, job.topicArn).map((channel) => ({ what: 'topic', about: job.topicArn, channel }));
    case 'notification': {
      const channels = channelsOf(chatTopics, job.topicArn);
      const { alarm } = job;
      const misses: Omit<Miss, 'channel'>[] = job.incidents.map((about) => ({ what: 'card', about, bring: true }));
      if (misses.length === 0 && alarm) misses.push({ what: 'alarm', about: alarm.name, state: alarm.state });
      return channels.flatMap((channel) => misses.map((miss) => ({ ...miss, channel })));
    }
    // The cards stay unchanged until the next tick repeats the job.
    case 'alarm-read':
    // The clock repeats it; the App Home tells.
    case 'on-call':
    // The incident that it would name must not be shown there.
    case 'withdraw':
    // The chart is unrequested.
    case 'chart':
    // Its line stays as it is.
    case 'investigation':
    case 'agent-task':
    // The next refresh, or the clock, tries again; a refusal is reported in the threads of the cards.
    case 'room':
    // The requester is informed instead; a failure to inform a channel is not reported again.
    case 'slack':
    case 'unfurl':
    case 'missed':
      return [];
  }
}

/** The group of the channel's other work about the same subject, so that a later success is reported later. */
function groupOf({ what, about, channel }: Pick<MissedJob, 'what' | 'about' | 'channel'>): string {
  const groups = {
    card: cardGroup(about, channel),
    posts: cardGroup(about, channel),
    digest: `digest ${channel}`,
    alarm: `alarms ${channel}`,
    'ops-item': `ops-item ${about}`,
    topic: `topic ${channel}`,
  };
  return groups[what];
}
