/**
 * Who wants something shown: someone of the installing organisation, someone else, or nobody in particular (a
 * notification, the clock).
 */
export type Who = 'inside' | 'outside' | 'nobody';

/** Where: `none` is no channel at all, as in the App Home. */
export type Where = 'not shared' | 'shared' | 'unknown' | 'none';

/** What: a watch opens a channel for its own incident, and for nothing else. */
export type What = 'watched incident' | 'anything else';

/** What becomes of it. `refuse`: the requester is told why. `drop`: nobody hears of it. */
export type Verdict = 'channel' | 'requester' | 'refuse' | 'drop';

export interface Question {
  who: Who;
  where: Where;
  what: What;
  /** Who would see the answer: everyone in the channel, or the requester alone (a modal, an ephemeral message). */
  seenBy: 'channel' | 'requester';
  /** Whether it was only overheard (a message, a link), so that nobody waits for an answer. */
  overheard: boolean;
}

/**
 * The one rule about who gets to see what: unknown means no. Every surface asks it (`gate.ts`), and nothing else decides.
 * - Nobody of another organisation is answered, wherever they are and whatever is watched there.
 * - What everyone in a channel would see is shown in channels that are known not to be shared, and elsewhere only for an
 *   incident that someone from inside watches there.
 * - Where Slack does not say whether a channel is shared, only the requester is answered.
 */
export function decide({ who, where, what, seenBy, overheard }: Question): Verdict {
  if (who === 'outside') return overheard ? 'drop' : 'refuse';
  if (seenBy === 'requester') return who === 'nobody' ? 'drop' : 'requester';
  if (where === 'not shared') return 'channel';
  if (where !== 'none' && what === 'watched incident') return 'channel';
  if (who === 'nobody') return 'drop';
  return where === 'shared' ? 'refuse' : 'requester';
}
