import { lineCard } from '../../cards/surfaces/line-card.ts';
import { toSlackError } from '../../web-api/fault.ts';
import type { Interaction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';

/** Begins a thread in the requester's direct messages with the app, once: nobody else reads along. */
export async function directThread(
  services: Pick<Services, 'slack' | 'journal'>,
  { requester, key }: Interaction,
  line: string,
) {
  const step = await services.journal.step(key, 'direct message');
  const { channel, ts } = await step.run(async () => {
    const message = { channel: requester.user, ...lineCard(line), unfurl_links: false, unfurl_media: false };
    const sent = await services.slack.chat.postMessage(message).catch((error: unknown) => {
      throw toSlackError(error);
    });
    return { channel: sent.channel ?? '', ts: sent.ts ?? '' };
  });
  return { channel, threadTs: ts };
}
