import type { WebClient } from '@slack/web-api';
import type { DigestStore } from '../clock/digest-store.ts';
import { AppError } from '../errors.ts';
import { fields, text } from '../gate/fields.ts';
import type { Gate } from '../gate/gate.ts';
import type { SlackJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { FollowedAlarms } from '../posting/followed-alarms.ts';
import type { CardStore } from '../posting/posted-card.ts';
import type { UnfurlStore } from '../posting/posted-unfurl.ts';
import type { WatchStore } from '../watches/watch.ts';
import { slackCode, toSlackError } from '../web-api/fault.ts';
import type { UninstalledMark } from './uninstalled-mark.ts';

/** What ends with an installation. */
export interface EndedWork
  extends Pick<UninstalledOptions, 'watches' | 'digests' | 'cardStore' | 'unfurlStore' | 'followedAlarms' | 'now'> {
  /** What began later goes on; epoch milliseconds. */
  untilMs: number;
  /** Whether the work in a channel ends. */
  isEnded: (channel: string) => Promise<boolean>;
}

export interface UninstalledOptions {
  slack: WebClient;
  gate: Pick<Gate, 'isOurs'>;
  watches: Pick<WatchStore, 'all' | 'remove'>;
  digests: Pick<DigestStore, 'due' | 'remove'>;
  cardStore: Pick<CardStore, 'all' | 'put'>;
  unfurlStore: Pick<UnfurlStore, 'all' | 'put'>;
  followedAlarms: Pick<FollowedAlarms, 'follow'>;
  uninstalledMark: Pick<UninstalledMark, 'set'>;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** The codes of `auth.test` once the app is uninstalled. Others, such as a wrong token, say nothing about that. */
const uninstalledCodes: ReadonlySet<string> = new Set(['account_inactive', 'token_revoked']);
/** More digests than a workspace has. */
const mostDigests = 10_000;

/** Whether Slack reports that the app was uninstalled. A revoked token alone ends nothing: it may be replaced by a new one. */
export const reportsUninstall = ({ body }: Pick<SlackJob, 'body'>): boolean =>
  fields(body.event).type === 'app_uninstalled';

/**
 * Ends the watches, digests, cards and answers of a workspace that uninstalled the app, without a word in Slack. Nothing
 * ends while the token works, because the event is then older than the installation, and nothing that began after it.
 * Safe to run again: it ends what is left.
 * @throws AppError when Slack does not say whether the token works
 * @see https://docs.slack.dev/reference/events/app_uninstalled
 */
export async function endInstallation(options: UninstalledOptions, job: SlackJob): Promise<void> {
  const { gate, log } = options;
  const isOurs = await gate.isOurs(job.body).catch(unknownOwner);
  if (!isOurs) return;
  const team = text(job.body.team_id);
  if (await tokenWorks(options.slack)) return log.info('uninstall event ignored: the app is installed', { team });
  const untilMs = eventMs(job);
  await options.uninstalledMark.set();
  log.warn('the app was uninstalled: its watches, digests and cards end', { team });
  await endWork({ ...options, untilMs, isEnded: async () => true });
}

/** Ends watches, digests, cards and answers, without a word in Slack. */
export async function endWork(ended: EndedWork): Promise<void> {
  await endWatches(ended);
  await endDigests(ended);
  await endCards(ended);
  await endAnswers(ended);
}

/** With a refused token, Slack does not say which installation it belongs to: the event is then taken as ours. */
function unknownOwner(error: unknown): true {
  if (error instanceof AppError && error.code === 'slack_token_refused') return true;
  throw error;
}

/** @param token absent: the client's own */
export async function tokenWorks(slack: WebClient, token?: string): Promise<boolean> {
  try {
    await slack.auth.test({ ...(token !== undefined && { token }) });
    return true;
  } catch (error) {
    if (uninstalledCodes.has(slackCode(error) ?? '')) return false;
    throw toSlackError(error);
  }
}

/** When the installation ended, in epoch milliseconds. */
export function eventMs({ body, receivedAtMs }: SlackJob): number {
  const seconds = Number(text(fields(body.event).event_ts));
  return seconds > 0 ? seconds * 1000 : receivedAtMs;
}

async function endWatches({ watches, untilMs, isEnded }: EndedWork): Promise<void> {
  for await (const { watch } of watches.all()) {
    if (watch.sinceMs <= untilMs && (await isEnded(watch.channel))) await watches.remove(watch.arn, watch.channel);
  }
}

async function endDigests({ digests, untilMs, isEnded }: EndedWork): Promise<void> {
  for (const { digest } of await digests.due(Number.MAX_SAFE_INTEGER, mostDigests)) {
    if ((digest.sinceMs ?? 0) <= untilMs && (await isEnded(digest.channel))) await digests.remove(digest.channel);
  }
}

/** Cards end as in a channel that is closed to the app: after a new installation, a notification may continue them. */
async function endCards({ cardStore, followedAlarms, now, untilMs, isEnded }: EndedWork): Promise<void> {
  for await (const { card, version } of cardStore.all()) {
    if (card.ended !== undefined || card.sinceMs > untilMs || !(await isEnded(card.channel))) continue;
    const { pending: _pending, previousTs: _previous, member: _member, ...rest } = card;
    const ended = { ...rest, ended: 'closed' as const, endedAtMs: now() };
    if ((await cardStore.put(ended, version, now())) !== undefined) await followedAlarms.follow(ended);
  }
}

async function endAnswers({ unfurlStore, untilMs, isEnded }: EndedWork): Promise<void> {
  for await (const { unfurl, version } of unfurlStore.all()) {
    if (unfurl.shown === undefined || unfurl.sinceMs > untilMs || !(await isEnded(unfurl.channel))) continue;
    const { shown: _shown, nextLookMs: _next, ...rest } = unfurl;
    await unfurlStore.put(rest, version);
  }
}
