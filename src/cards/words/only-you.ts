import { type CardMessage, context } from '../block-kit/blocks.ts';
import { type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';

/** Explains why only the requester sees an answer: Slack does not say who else can read the channel. */
export const onlyYouSee = "I can't tell who else reads this channel, so only you see this.";

/** An answer for the requester alone, with the reason. */
export function onlyYou({ text, blocks }: CardMessage): CardMessage {
  const story: Mrkdwn = { type: 'mrkdwn', text, verbatim: true };
  return { text: mrkdwn`${story} ${onlyYouSee}`.text, blocks: [...blocks, context(mrkdwn`${onlyYouSee}`)] };
}
