import { type CardMessage, context } from '../block-kit/blocks.ts';
import { type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';

/** What an answer says that only its requester sees, because Slack does not tell who else reads the channel. */
export const onlyYouSee = 'I can’t tell who else reads this channel, so only you see this.';

/** An answer for its requester alone, which says why nobody else gets it. */
export function onlyYou({ text, blocks }: CardMessage): CardMessage {
  const story: Mrkdwn = { type: 'mrkdwn', text, verbatim: true };
  return { text: mrkdwn`${story} ${onlyYouSee}`.text, blocks: [...blocks, context(mrkdwn`${onlyYouSee}`)] };
}
