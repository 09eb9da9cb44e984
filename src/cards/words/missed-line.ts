import { type CardMessage, context } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';

/** Something that a channel expected and did not get. */
export interface Missed {
  what: 'card' | 'posts' | 'digest' | 'alarm' | 'ops-item' | 'topic';
  /** The ARN of the incident or OpsItem, the name of the alarm or topic; empty for a digest. */
  about: string;
  /** The state of an alarm. */
  state?: string;
  /** Why, without a full stop. */
  reason: string;
  /** Whether the app retries it. */
  again: boolean;
  /** It is unknown whether the channel has the card. */
  storeAway?: boolean;
  /** The reference of the log lines. */
  reference?: string;
}

/**
 * One line for a channel: what it did not get, why, and what to do next. Untrusted.
 * @param onCard whether it is posted in the thread of the incident's card
 */
export function missedLine(missed: Missed, onCard: boolean): string {
  const { reason, reference } = missed;
  const [what, next] = words(missed, onCard);
  const end = reference === undefined ? '' : ` Reference ${reference}.`;
  return `${what}: ${reason}. ${next}${end}`;
}

function words({ what, about, state = '', again, storeAway }: Missed, onCard: boolean): [string, string] {
  const keepsTrying = 'The app keeps trying.';
  switch (what) {
    case 'card':
      if (storeAway) return [`What is new about ${about} cannot be shown yet`, keepsTrying];
      return onCard
        ? ['This card may be out of date', again ? keepsTrying : 'Refresh tries again.']
        : [`No card yet of ${about}`, again ? keepsTrying : `/incident ${about} tries again.`];
    case 'posts':
      return ['No status update', keepsTrying];
    case 'digest':
      return ['No daily digest yet', keepsTrying];
    case 'alarm':
      return [`Alarm ${about} changed to ${state} and could not be told as usual`, 'Look at it in CloudWatch.'];
    case 'ops-item':
      return [
        `OpsItem ${about} was reported and cannot be shown${again ? ' yet' : ''}`,
        again ? keepsTrying : `/incident ${about} tries again.`,
      ];
    case 'topic':
      return [`Topic ${about} could not be connected`, again ? keepsTrying : 'See /incident topics.'];
  }
}

/** The line for a message with more ARNs than the app unfurls. */
export function moreNamed(count: number): CardMessage {
  const line = mrkdwn`${count} more ${count === 1 ? 'is' : 'are'} named in this message. /incident with an ARN shows it.`;
  return { text: line.text, blocks: [context(line)] };
}
