/** Who causes the output: a member of the installing organisation, an outsider, or the app (a notification, the clock). */
export type Who = 'inside' | 'outside' | 'app';

/** The sharing of the channel; `none`: not in a channel, as in App Home. */
export type Where = 'not shared' | 'shared' | 'unknown' | 'none';

/** What is shown. A watch allows its own incident in a channel, and nothing else. */
export type What = 'watched incident' | 'anything else';

/**
 * Who may see the output: everyone in the channel, or the requester alone. `refuse`: the requester gets the reason
 * instead. `drop`: there is no output at all.
 */
export type Verdict = 'channel' | 'requester' | 'refuse' | 'drop';

export interface Question {
  who: Who;
  where: Where;
  what: What;
  /** Who would see the output: everyone in the channel, or the requester alone (a modal, an ephemeral message). */
  seenBy: 'channel' | 'requester';
  /** Whether the event was not addressed to the app (a message, a link), so that no answer is expected. */
  passive: boolean;
}

/**
 * The rule about who may see what: unknown means no. Every surface applies it through `gate.ts`.
 * - Members of another organisation get nothing, in any channel and whatever is watched there.
 * - Output for everyone in a channel needs a channel that is known not to be shared, or an incident that a member of the
 *   installing organisation watches in that channel.
 * - When Slack does not say whether a channel is shared, only the requester gets the output.
 * @example
 * decide({ who: 'app', where: 'unknown', what: 'anything else', seenBy: 'channel', passive: false }); // 'drop'
 */
export function decide({ who, where, what, seenBy, passive }: Question): Verdict {
  if (who === 'outside') return passive ? 'drop' : 'refuse';
  if (seenBy === 'requester') return who === 'app' ? 'drop' : 'requester';
  if (where === 'not shared') return 'channel';
  if (where !== 'none' && what === 'watched incident') return 'channel';
  if (who === 'app') return 'drop';
  return where === 'shared' ? 'refuse' : 'requester';
}
