import type { WebClient } from '@slack/web-api';
import { factsMark, postMortemFacts } from '../../cards/surfaces/post-mortem.ts';
import { firstAcknowledgement } from '../../cards/surfaces/report.ts';
import { AppError } from '../../errors.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import type { Log } from '../../log.ts';
import { replaceSection } from './canvas.ts';
import type { PostMortemStore } from './post-mortem-store.ts';

export interface KeepFactsOptions {
  slack: WebClient;
  postMortems: PostMortemStore;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** Keeps the facts of an incident's post-mortem current, and touches nothing else of it. Never throws for a refusal of Slack's. */
export type KeepFacts = (snapshot: IncidentSnapshot) => Promise<void>;

const dayMs = 86_400_000;

export function createKeepFacts({ slack, postMortems, now, log }: KeepFactsOptions): KeepFacts {
  return async (snapshot) => {
    const { record } = snapshot;
    const { arn, id } = record.arn;
    const isResolved = stateOf(record) === 'resolved';
    if (isResolved && now() - (record.resolvedAtMs ?? 0) > dayMs) return;
    // The resolution may be the last change: it is told even if another process has just made the post-mortem.
    const known = await (isResolved ? postMortems.get(arn) : postMortems.ofRefreshed(arn));
    if (known?.canvas === undefined) return;
    const acknowledgedAtMs = known.acknowledgedAtMs ?? firstAcknowledgement(snapshot);
    const facts = postMortemFacts(snapshot, acknowledgedAtMs);
    if (facts === known.facts) return;
    try {
      // Without its section, people have taken the facts out: they stay out.
      const replaced = await replaceSection(slack, known.canvas.id, factsMark(id), facts);
      if (!replaced) log.info('the facts of a post-mortem are no longer in its canvas', { arn });
      await postMortems.put(arn, { ...known, facts, ...(acknowledgedAtMs !== undefined && { acknowledgedAtMs }) });
    } catch (error) {
      // The next refresh of the incident tries again.
      if (!(error instanceof AppError)) throw error;
      log.info('the facts of a post-mortem could not be updated', { arn, code: error.code, reason: error.message });
    }
  };
}
