import type { OnCallPlan } from '../../incidents/people/on-call.ts';
import { type CardModal, section } from '../block-kit/blocks.ts';
import { join, type Mrkdwn, mrkdwn, truncateMrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { onCallLines } from '../words/on-call-words.ts';
import { type SentForm, sentForm } from './form-again.ts';

const noticeId = 'who-pages';
/** Below Slack's limit for the text of a section, so that the form stays short. */
const longest = 1500;

/** What is known of whom a choice pages. */
export interface WhoPages {
  /** The name of the response plan that engages them. Untrusted. */
  plan?: string;
  /** The contacts that are engaged. */
  plans: readonly OnCallPlan[];
  /** Why that is not known; one sentence. */
  trouble?: string;
}

/** Whom the chosen contact or response plan would page now, as a block under the menu. */
function notice(who: WhoPages): CardModal['blocks'][number] {
  return { ...section(truncateMrkdwn(words(who), longest)), block_id: noticeId };
}

function words({ plan, plans, trouble }: WhoPages): Mrkdwn {
  if (trouble !== undefined) return mrkdwn`⚠️ Who would be paged is not known: ${truncate(trouble, 500)}`;
  const name = truncate(plan ?? '', 100);
  if (plans.length === 0) return mrkdwn`⚠️ ${name} pages nobody.`;
  return join([name === '' ? mrkdwn`Pages now:` : mrkdwn`${name} pages now:`, ...plans.map(onCallLines)], '\n');
}

/** A form with whom the choice in one of its menus pages. @param after the block id of the menu */
export function withWhoPages(form: CardModal, after: string, who: WhoPages): CardModal {
  const kept = form.blocks.filter((block) => block.block_id !== noticeId);
  const at = kept.findIndex((block) => block.block_id === after) + 1;
  return { ...form, blocks: [...kept.slice(0, at), notice(who), ...kept.slice(at)] };
}

/** The same for a form that Slack sent, with its input. */
export const sentWithWhoPages = (sent: SentForm, after: string, who: WhoPages): CardModal =>
  withWhoPages(sentForm(sent), after, who);
