import { type CardMessage, section } from '../block-kit/blocks.ts';
import { link, mrkdwn } from '../text/mrkdwn.ts';

/** A line about a post-mortem, with a link to its canvas. @param words untrusted */
export function postMortemCard(words: string, url: string): CardMessage {
  return { text: mrkdwn`${words}`.text, blocks: [section(mrkdwn`${words} ${link(url, 'Open the post-mortem')}`)] };
}
