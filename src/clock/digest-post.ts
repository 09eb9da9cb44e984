import type { WebClient } from '@slack/web-api';
import type { IncidentManager } from '../aws/read/incident-manager.ts';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { openShown } from '../cards/surfaces/digest.ts';
import { byUrgency, type ListedIncident } from '../cards/words/incident-line.ts';
import type { Gate } from '../gate/gate.ts';
import type { Gap } from '../incidents/gap.ts';
import type { DigestJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import { findMessage, isOwn, type OwnMetadata } from '../posting/find-message.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import type { ResponderStore } from '../posting/responder-store.ts';
import { withLeads } from '../posting/with-leads.ts';
import { conflict, retryConflicts } from '../store/update-item.ts';
import type { WatchStore } from '../watches/watch.ts';
import { withWatches } from '../watches/with-watches.ts';
import type { DigestStore } from './digest-store.ts';
import { nextLocalTimeMs } from './digest-time.ts';

export interface DigestOptions {
  digests: DigestStore;
  watches: Pick<WatchStore, 'inChannel'>;
  gate: Pick<Gate, 'mayPost'>;
  incidents: Pick<IncidentManager, 'listIncidents'>;
  responders: Pick<ResponderStore, 'known'>;
  slack: WebClient;
  writer: MessageWriter;
  draw: (incidents: readonly ListedIncident[], sinceMs: number, gaps: readonly Gap[]) => CardMessage;
  now: () => number;
  log: Log;
}

const dayMs = 86_400_000;
/** Resolved incidents that started earlier than this are left out, in milliseconds. */
const oldestMs = 30 * dayMs;
/** How long a list is shared by channels whose digests are due at the same time, in milliseconds. */
const sharedMs = 60_000;

/**
 * Creates the handler of `digest` jobs: it posts a channel's digest if it is still due, and schedules the next one.
 * @returns a function that throws an AppError for a failure that can pass
 */
export function createDigestPoster(options: DigestOptions) {
  const { digests, watches, gate, slack, writer, draw, now, log } = options;
  const list = sharedList(options);

  async function post(channel: string, dueMs: number, sinceMs: number, again: boolean): Promise<boolean> {
    const metadata: OwnMetadata = { event_type: 'incident_digest', event_payload: { arn: '', key: `digest ${dueMs}` } };
    if (again && (await findMessage(slack, { channel, sinceMs: dueMs }, isOwn(metadata))) !== undefined) return true;
    const [{ incidents, gaps }, watched] = await Promise.all([list(), watches.inChannel(channel)]);
    const posted = await writer.post(channel, draw(withWatches(incidents, watched), sinceMs, gaps), metadata);
    if ('refused' in posted)
      log.warn('digest skipped: channel is closed to the app', { channel, code: posted.refused });
    return !('refused' in posted);
  }

  return async ({ channel, dueMs, again }: DigestJob, attempt: number): Promise<void> => {
    const stored = await digests.get(channel);
    if (stored === undefined || stored.digest.nextMs !== dueMs) return;
    const { claim: _claim, ...digest } = stored.digest;
    const isShown = await gate.mayPost('list', channel);
    if (!isShown) log.warn('digest skipped: channel is or may be shared with another organisation', { channel });
    const since = digest.lastMs ?? dueMs - dayMs;
    const open = !isShown || (await post(channel, dueMs, since, again || attempt > 1));
    // The app was removed from the channel: the digest ends.
    if (!open) return void (await digests.remove(channel));
    const nextMs = nextLocalTimeMs(digest.minuteOfDay, digest.zone, Math.max(now(), dueMs));
    await schedule({ ...digest, lastMs: dueMs, nextMs }, dueMs);
  };

  /** Stores the next due time, unless the digest was changed concurrently. */
  async function schedule(digest: Parameters<DigestStore['put']>[0], dueMs: number): Promise<void> {
    await retryConflicts('this digest', async () => {
      const stored = await digests.get(digest.channel);
      if (stored === undefined || stored.digest.nextMs !== dueMs) return undefined;
      return (await digests.put(digest, stored.version)) ?? conflict;
    });
  }
}

interface Listed {
  incidents: ListedIncident[];
  gaps: Gap[];
}

/** Lists the open incidents and the resolved ones of the last 30 days. Cached for a minute. */
function sharedList({ incidents, responders, now }: Pick<DigestOptions, 'incidents' | 'responders' | 'now'>) {
  let read: Promise<Listed> | undefined;
  let readAtMs = 0;
  return (): Promise<Listed> => {
    if (read !== undefined && now() - readAtMs < sharedMs) return read;
    readAtMs = now();
    const fresh = Promise.all([
      incidents.listIncidents({ status: 'OPEN' }),
      incidents.listIncidents({ status: 'RESOLVED', createdAfterMs: now() - oldestMs }),
    ]).then(async ([open, resolved]) => {
      const sorted = [...open.incidents].sort(byUrgency);
      const shown = await withLeads(sorted.slice(0, openShown), responders);
      return {
        incidents: [...shown, ...sorted.slice(openShown), ...resolved.incidents],
        gaps: [...open.gaps, ...resolved.gaps],
      };
    });
    fresh.catch(() => {
      read = undefined;
    });
    read = fresh;
    return fresh;
  };
}
