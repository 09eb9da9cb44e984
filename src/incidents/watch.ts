import type { ComparedSnapshot } from './changes.ts';

/** "This channel follows this incident", with status updates: what `/incident watch` creates. */
export interface Watch {
  arn: string;
  channel: string;
  /** Slack user id of the requester. */
  by: string;
  /** When it began, in epoch milliseconds. */
  sinceMs: number;
  /** Milliseconds between status updates (`every`); absent: the cadence of the incident's impact. */
  cadenceMs?: number;
  /** No status updates before this time, in epoch milliseconds. */
  quietUntilMs?: number;
  /** The incident's impact when it was last read. Orders what is due: critical first. */
  impact?: number;
  /** When the next status update is due, in epoch milliseconds; absent: none. */
  nextPostMs?: number;
  /** When the last status update was posted, in epoch milliseconds. */
  lastPostMs?: number;
  /** How late the last status update was because of quotas, in milliseconds. Absent: at most a tenth of its cadence. */
  lateMs?: number;
  /** The status update in progress. */
  claim?: Claim;
  /** The code of the error that prevented the last status update: reported once. */
  trouble?: string;
  /** The snapshot of the last status update. */
  reading?: ComparedSnapshot;
  /** The number of consecutive status updates without news. */
  unchanged?: number;
  /** The card that is pinned and bookmarked: the message's `ts`. */
  markedTs?: string;
  bookmarkId?: string;
  /** The pin and the bookmark are being set. */
  marking?: boolean;
  /** The watch was ended; the card does not show it yet. */
  ending?: boolean;
}

/** A tick's claim on a watch while its status update is in progress. When it expires, the watch is due again. */
interface Claim {
  /** The `nextPostMs` that the claim is for; it does not apply to any other. */
  dueMs: number;
  /** When the claim expires, in epoch milliseconds. */
  untilMs: number;
  /** Whether jobs were sent for it; otherwise the update was only postponed. */
  sent: boolean;
}
