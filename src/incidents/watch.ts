import type { ComparedSnapshot } from './changes.ts';

/** "This channel follows this incident", with status posts: what `/incident watch` makes. */
export interface Watch {
  arn: string;
  channel: string;
  /** Slack user who asked for it. */
  by: string;
  sinceMs: number;
  /** Asked for with `every`; absent: the cadence of the incident's impact. */
  cadenceMs?: number;
  /** No status posts until then. */
  quietUntilMs?: number;
  /** Impact of the incident when it was last heard of: of what is due at once, the gravest comes first. */
  impact?: number;
  /** When the next status post is due; absent: none. */
  nextPostMs?: number;
  lastPostMs?: number;
  /** By how much the last status post was late for want of quota. Absent: by no more than a tenth of its cadence. */
  lateMs?: number;
  /** The status post that is under way. */
  claim?: Claim;
  /** Code of the fault for which the last status post was missed: told once. */
  trouble?: string;
  /** What the last status post told. */
  reading?: ComparedSnapshot;
  /** Status posts in a row that had nothing new to tell. */
  unchanged?: number;
  /** The card that pin and bookmark were set for: the message's `ts`. */
  markedTs?: string;
  bookmarkId?: string;
  /** Pin and bookmark are being set. */
  marking?: boolean;
  /** Somebody ended it; the card is still to show that. */
  ending?: boolean;
}

/** A tick had a status post made. If it is not made, the watch is due again: nothing is lost. */
interface Claim {
  /** The `nextPostMs` that it is for: for another one it does not count. */
  dueMs: number;
  untilMs: number;
  /** Whether jobs were sent for it, and not only put off. */
  sent: boolean;
}
