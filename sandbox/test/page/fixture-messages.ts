import type { PageMessage } from '../../page-api.ts';
import { card, entity } from './fixture-card.ts';
import { ids } from './fixture-state.ts';

/** The incident channel's messages: a card with its thread, an unfurl, an answer to one person. */
export function incidentMessages(nowMs: number): PageMessage[] {
  const now = Math.floor(nowMs / 1000);
  const ts = (secondsAgo: number, number = 1) => `${now - secondsAgo}.${String(number).padStart(6, '0')}`;
  const channel = ids.incidents;
  const bot = { channel, user: ids.bot, bot_id: 'B0INCIDENT' };
  const root = ts(6600);
  const url = 'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/8ab9';
  return [
    { ts: ts(90_000), channel, user: ids.viewer, text: 'Quiet night so far. Handing over to <@U0EDITOR01>.' },
    { ts: ts(6700), channel, user: ids.viewer, text: 'Checkout looks slow, is somebody looking? <!here>' },
    { ...bot, ts: root, text: 'Critical, open: Checkout latency', blocks: card(now - 6720, 112), reply_count: 3 },
    { ...bot, ts: ts(6000), thread_ts: root, text: 'Impact: High → *Critical*, by <@U0EDITOR01>' },
    { channel, user: ids.editor, ts: ts(5400), thread_ts: root, text: 'Rolling back `checkout-api` to 412.' },
    {
      ...bot,
      ts: ts(1800),
      thread_ts: root,
      broadcast: true,
      text: 'Still open after 1 h 20 min. Failover waits for approval.',
    },
    {
      channel,
      user: ids.viewer,
      ts: ts(900),
      text: `This one: <${url}>`,
      edited: { user: ids.viewer, ts: ts(880) },
      attachments: [{ id: 1, from_url: url, entity: { ...entity(now - 6720), app_unfurl_url: url } }],
    },
    { channel, user: ids.viewer, ts: ts(860), text: 'The card above says the same.' },
    {
      ...bot,
      ts: ts(60),
      text: 'I do not know “wach”.',
      ephemeral_to: ids.editor,
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            verbatim: true,
            text: 'I don’t know “wach”. Did you mean `watch`? `/incident help` lists everything.',
          },
        },
      ],
    },
  ];
}
