import type { PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { allText } from '../support/all-text.ts';
import type { AppUnderTest } from '../support/start-app.ts';

/** Types `/incident …` and returns the private answer. */
export function requester({ slack }: Pick<AppUnderTest, 'slack'>) {
  const { workspace } = slack;

  async function told(action: () => Promise<unknown>, channel: string, user: string) {
    const before = workspace.ephemerals(user, channel).length;
    await action();
    const message: PageMessage = await workspace.until(() => workspace.ephemerals(user, channel)[before], 15_000);
    return { message, text: message.text, all: allText(message) };
  }

  return {
    ask: (text: string, channel: string = ids.incidents, user: string = ids.ada) =>
      told(() => workspace.command({ user, channel, text: `/incident ${text}` }), channel, user),
    /** Clicks a button of a card, or chooses an option of its menu. */
    click({ ts, channel, blocks }: PageMessage, action: string, user: string = ids.ada) {
      const option = allText(blocks).match(new RegExp(`"value":"(${action}:[^"]+)"`))?.[1];
      const target =
        option === undefined ? { action_id: `incident:${action}` } : { action_id: 'incident:more', value: option };
      return told(() => workspace.click({ user, channel, ts, ...target }), channel, user);
    },
  };
}
